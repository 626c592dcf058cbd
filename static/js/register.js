// Lists to choose from: one checkbox marks all rows of the page, and marking one chooses "Markierte Ideen" in the register.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-register]");
  if (!form || !event.target.matches("table input[type=checkbox]")) return;
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-check-all]");
  if (event.target === all) {
    boxes.forEach((box) => { box.checked = all.checked; });
  }
  const marked = boxes.filter((box) => box.checked).length;
  all.checked = marked === boxes.length;
  all.indeterminate = marked > 0 && marked < boxes.length;
  form.querySelectorAll("input[name=umfang][value=markiert]").forEach((radio) => { radio.checked = true; });
});

function showCheckAll() {
  document.querySelectorAll("[data-check-all]").forEach((box) => { box.hidden = false; });
}

document.addEventListener("DOMContentLoaded", showCheckAll);
document.addEventListener("htmx:afterSwap", showCheckAll);
