/* Shows the connections of the box that is pointed at or has the focus, and lets the others step back. */

const picture = document.querySelector("[data-network]");

function light(node) {
  const key = node?.dataset.node;
  picture.classList.toggle("net--lit", Boolean(key));
  picture.querySelectorAll(".net__lit").forEach((element) => element.classList.remove("net__lit"));
  if (!key) return;
  const near = new Set([key]);
  picture.querySelectorAll(`[data-from="${key}"], [data-to="${key}"]`).forEach((edge) => {
    edge.classList.add("net__lit");
    near.add(edge.dataset.from).add(edge.dataset.to);
  });
  picture.querySelectorAll("[data-node]").forEach((element) => {
    element.classList.toggle("net__lit", near.has(element.dataset.node));
  });
}

for (const type of ["pointerover", "focusin"]) {
  picture.addEventListener(type, (event) => light(event.target.closest("[data-node]")));
}
for (const type of ["pointerleave", "focusout"]) picture.addEventListener(type, () => light(null));
