/* Moving rows of the tree with Alt and the arrow keys, and by dragging; without this script its buttons do the same. */

const KEYS = { ArrowUp: "hoch", ArrowDown: "runter", ArrowLeft: "zurueck", ArrowRight: "vor" };
const KIND_ABOVE = { f: "v", m: "f" };
let dragged = null;
let isTyping = false;

const kindOf = (row) => row.dataset.row[0];

function makeDraggable() {
  document.querySelectorAll("[data-tree] [data-row]").forEach((row) => { row.draggable = true; });
}

/* Where the dragged row would go: in front of one of its kind, or onto what may stand above it. */
function markFor(row) {
  if (!row || row === dragged) return null;
  if (kindOf(row) === kindOf(dragged)) return "tree__row--before";
  return kindOf(row) === KIND_ABOVE[kindOf(dragged)] ? "tree__row--into" : null;
}

function clearMarks() {
  document.querySelectorAll(".tree__row--before, .tree__row--into").forEach((row) => {
    row.classList.remove("tree__row--before", "tree__row--into");
  });
}

function drop(row, mark) {
  const form = row.closest("form");
  const values = {
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    zeile: dragged.dataset.row,
    zug: "ablegen",
    [mark === "tree__row--before" ? "vor" : "ziel"]: row.dataset.row,
  };
  isTyping = false;
  window.htmx.ajax("POST", form.action, { target: "#baum", swap: "outerHTML", values });
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-row]") ?? null;
  dragged?.classList.add("tree__row--dragged");
});

document.addEventListener("dragover", (event) => {
  const row = dragged && event.target.closest("[data-row]");
  const mark = row && markFor(row);
  clearMarks();
  if (!mark) return;
  event.preventDefault();
  row.classList.add(mark);
});

document.addEventListener("drop", (event) => {
  const row = dragged && event.target.closest("[data-row]");
  const mark = row && markFor(row);
  if (!mark) return;
  event.preventDefault();
  drop(row, mark);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("tree__row--dragged");
  dragged = null;
  clearMarks();
});

document.addEventListener("keydown", (event) => {
  const step = event.altKey && event.target.matches("[data-tree] input[type=radio]") && KEYS[event.key];
  if (!step) return;
  event.preventDefault();
  event.target.form.querySelector(`button[value="${step}"]`).click();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-tree]")) isTyping = document.activeElement?.name === "name" || event.submitter?.value === "neu";
});

/* Go on where one was: with the next name, or at the row that has moved. */
document.addEventListener("htmx:afterSettle", () => {
  makeDraggable();
  const form = document.querySelector("[data-tree]");
  (isTyping ? form.elements.name : form.querySelector("input[type=radio]:checked"))?.focus();
});

document.addEventListener("DOMContentLoaded", makeDraggable);
