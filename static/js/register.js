// The register: one checkbox marks all ideas of the page, and marking one chooses "Markierte Ideen".
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-register]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("input[name=idee]")];
  if (event.target.matches("[data-check-all]")) {
    boxes.forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches("[data-check-all], input[name=idee]")) {
    form.querySelector("input[name=umfang][value=markiert]").checked = true;
    const all = form.querySelector("[data-check-all]");
    const marked = boxes.filter((box) => box.checked).length;
    all.checked = marked === boxes.length;
    all.indeterminate = marked > 0 && marked < boxes.length;
  }
});

function showCheckAll() {
  document.querySelectorAll("[data-check-all]").forEach((box) => { box.hidden = false; });
}

document.addEventListener("DOMContentLoaded", showCheckAll);
document.addEventListener("htmx:afterSwap", showCheckAll);
