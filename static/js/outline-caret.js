/* Where the caret stands in a textarea whose long lines wrap: browsers do not tell, so a copy of the text is measured. */

export function isOnFirstLine(textarea) {
  return caretTop(textarea, textarea.selectionStart) === caretTop(textarea, 0);
}

export function isOnLastLine(textarea) {
  return caretTop(textarea, textarea.selectionEnd) === caretTop(textarea, textarea.value.length);
}

function caretTop(textarea, offset) {
  const copy = document.createElement("div");
  copy.className = "outline-row__text outline-row__copy";
  copy.setAttribute("aria-hidden", "true");
  const caret = document.createElement("span");
  caret.textContent = "\u200b";
  copy.append(textarea.value.slice(0, offset), caret, textarea.value.slice(offset));
  textarea.after(copy);
  copy.style.width = `${textarea.getBoundingClientRect().width}px`;
  const top = caret.offsetTop;
  copy.remove();
  return top;
}

/* Let the textarea be as high as its text, where CSS cannot (field-sizing: content). */
export function fitHeight(textarea) {
  if (!CSS.supports("field-sizing", "content")) {
    textarea.style.height = "auto";
    textarea.style.height = `${textarea.scrollHeight}px`;
  }
}
