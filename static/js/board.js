/* Moving the cards of a board by mouse and with Alt and the arrow keys; without this script its buttons do the same. */

const KEYS = { ArrowUp: "hoch", ArrowDown: "runter", ArrowLeft: "wichtiger", ArrowRight: "weniger" };
let dragged = null;

function makeDraggable() {
  document.querySelectorAll("[data-board] [data-card]:has(button)").forEach((card) => { card.draggable = true; });
}

function clearMarks() {
  document.querySelectorAll(".board__card--before, .board__lane--over").forEach((element) => {
    element.classList.remove("board__card--before", "board__lane--over");
  });
}

/* The card in front of which the dragged one would come to lie; null at the end of the lane. */
function cardBelow(lane, y) {
  const others = [...lane.querySelectorAll("[data-card]")].filter((card) => card !== dragged);
  return others.find((card) => y < card.getBoundingClientRect().top + card.offsetHeight / 2) ?? null;
}

function place(card, lane, below) {
  const form = card.closest("form");
  const values = {
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    ansicht: form.elements.ansicht.value,
    alle: form.elements.alle.value,
    zug: card.dataset.card,
    prioritaet: lane.dataset.lane,
    vor: below?.dataset.card ?? "",
  };
  window.htmx.ajax("POST", form.action, { target: "#tafel", swap: "outerHTML", values });
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]") ?? null;
  dragged?.classList.add("board__card--dragged");
});

document.addEventListener("dragover", (event) => {
  const lane = event.target.closest("[data-lane]");
  if (!dragged || !lane) return;
  event.preventDefault();
  clearMarks();
  lane.classList.add("board__lane--over");
  cardBelow(lane, event.clientY)?.classList.add("board__card--before");
});

document.addEventListener("drop", (event) => {
  const lane = event.target.closest("[data-lane]");
  if (!dragged || !lane) return;
  event.preventDefault();
  place(dragged, lane, cardBelow(lane, event.clientY));
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("board__card--dragged");
  dragged = null;
  clearMarks();
});

document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[data-card]")?.querySelector(`button[value$=":${KEYS[event.key]}"]`);
  if (event.altKey && KEYS[event.key] && button) {
    event.preventDefault();
    button.click();
  }
});

document.addEventListener("DOMContentLoaded", makeDraggable);
document.addEventListener("htmx:afterSwap", makeDraggable);
