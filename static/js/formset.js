/* "Zeile hinzufügen" without loading the page anew. Without this script the button asks the server for one more row. */

function addRow(form) {
  const rows = form.querySelector("[data-formset-rows]");
  const total = form.elements[`${form.dataset.formset}-TOTAL_FORMS`];
  const index = total.value;
  const row = form.querySelector("[data-formset-empty]").content.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
      if (element.hasAttribute(name)) {
        element.setAttribute(name, element.getAttribute(name).replaceAll("__prefix__", index));
      }
    }
  }
  row.querySelector("legend").append(String(Number(index) + 1));
  rows.append(row);
  total.value = Number(index) + 1;
  rows.lastElementChild.querySelector("input:not([type=hidden])").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-formset-add]");
  if (button) {
    event.preventDefault();
    addRow(button.form);
  }
});
