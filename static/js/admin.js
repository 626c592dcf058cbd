/* What Django's admin leaves open for screen readers and keyboards: names of select2 boxes, of fields in tables and of
   empty column heads, and tables that scroll sideways on small screens. */

function headingOf(select) {
  const cell = select.closest("td");
  return cell?.closest("table").querySelectorAll("thead th")[cell.cellIndex]?.textContent.trim() ?? "";
}

function nameBoxes(root) {
  for (const box of root.querySelectorAll(".select2-selection")) {
    const select = box.closest(".select2").previousElementSibling;
    const name = select.labels?.[0]?.textContent.replace(":", "").trim() || headingOf(select);
    const chosen = box.querySelector("[role=textbox]");
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", [name, chosen?.title].filter(Boolean).join(": "));
    chosen?.setAttribute("aria-label", name);
  }
}

function nameInlineFields(root) {
  for (const field of root.querySelectorAll(".tabular td :is(input, select, textarea)")) {
    if (field.type !== "hidden" && !field.labels?.length && headingOf(field)) {
      field.setAttribute("aria-label", headingOf(field));
    }
  }
}

function nameColumns() {
  for (const head of document.querySelectorAll("thead th")) {
    if (!head.textContent.trim() && !head.querySelector("input")) {
      const text = document.createElement("span");
      text.className = "visually-hidden";
      text.textContent = head.classList.contains("original") ? "Eintrag" : "Aktion";
      head.append(text);
    }
  }
}

function reachScrolling() {
  for (const group of document.querySelectorAll(".inline-group, .results")) {
    if (group.scrollWidth > group.clientWidth) {
      group.tabIndex = 0;
    }
  }
}

function nameFields() {
  nameBoxes(document);
  nameInlineFields(document);
}

window.addEventListener("load", () => {
  nameColumns();
  nameFields();
  reachScrolling();
  // select2 draws its boxes when it likes: after loading, after a choice, in rows that are added.
  new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true });
});
