/* Which step a key stands for. The table that people read is in templates/workshops/_outline_help.html. */

import { isOnFirstLine, isOnLastLine } from "./outline-caret.js";

const ALT_KEYS = { ArrowLeft: "outdent", ArrowRight: "indent", ArrowUp: "moveUp", ArrowDown: "moveDown", Enter: "details" };

/* Returns [name of the step, argument] for a key pressed in a row, or nothing. AltGr, which Windows reports as Ctrl+Alt, is for
   typing "@" or "{" on German keyboards and never a step. */
export function keyCommand(event, { tabIndents }) {
  if (event.isComposing || event.getModifierState("AltGraph") || (event.ctrlKey && event.altKey)) {
    return null;
  }
  if (event.ctrlKey || event.metaKey) {
    return null;
  }
  if (event.altKey) {
    return altCommand(event);
  }
  return event.target.matches(".outline-row__text") ? textCommand(event, tabIndents) : fieldCommand(event);
}

function altCommand(event) {
  const digit = /^(?:Digit|Numpad)([1-5])$/.exec(event.code);
  if (digit) {
    return ["setKind", Number(digit[1]) - 1];
  }
  const name = !event.shiftKey && ALT_KEYS[event.key];
  return name && !(name.startsWith("move") && event.target.matches("select")) ? [name] : null;
}

function textCommand(event, tabIndents) {
  const { target: text, shiftKey } = event;
  const isAtStart = text.selectionStart === 0 && text.selectionEnd === 0;
  switch (event.key) {
    case "Enter":
      return ["enter", event.repeat];
    case "Tab":
      return tabIndents ? [shiftKey ? "outdent" : "indent"] : null;
    case "Escape":
      return ["releaseTab"];
    case "Backspace":
      return isAtStart && !event.repeat ? ["joinAbove"] : null;
    case "ArrowUp":
      return !shiftKey && isOnFirstLine(text) ? ["goUp"] : null;
    case "ArrowDown":
      return !shiftKey && isOnLastLine(text) ? ["goDown"] : null;
    default:
      return null;
  }
}

/* In the fields beside the text (who, due day, votes): Enter goes on with the next line, Escape back to the text. */
function fieldCommand(event) {
  if (event.key === "Enter" && event.target.matches("input")) {
    return ["addBelow"];
  }
  return event.key === "Escape" ? ["goToText"] : null;
}
