/* A protocol that is no draft any more: shows the text that this browser still holds of it. */

import { Drafts } from "./outline-drafts.js";

const section = document.getElementById("outline-left-over");
const drafts = new Drafts(section.dataset.user, section.dataset.protocol);
const leftOver = drafts.all().filter((record) => record.content?.text);

for (const { content } of leftOver) {
  const entry = document.createElement("li");
  entry.textContent = content.text;
  section.querySelector("[data-texts]").append(entry);
}
section.hidden = leftOver.length === 0;
section.querySelector("button").addEventListener("click", () => {
  drafts.all().forEach(({ key }) => drafts.forget(key));
  section.hidden = true;
});
