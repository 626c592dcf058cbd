/* The buttons of the row that one is in: one toolbar that moves along, one tab stop, arrow keys between its buttons. */

export class Toolbar {
  constructor(pattern, run) {
    this.element = pattern.content.firstElementChild.cloneNode(true);
    this.buttons = [...this.element.querySelectorAll("button")];
    this.element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) {
        run(button.dataset.command, this.element.closest(".outline-row"));
      }
    });
    /* The caret stays in the text, and with it the keyboard of a phone. */
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.#choose(this.buttons[0]);
  }

  moveTo(row) {
    if (this.element.parentElement !== row) {
      row.append(this.element);
    }
  }

  hide() {
    this.element.remove();
  }

  #choose(button) {
    this.buttons.forEach((one) => {
      one.tabIndex = one === button ? 0 : -1;
    });
  }

  #onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !event.altKey) {
      const place = this.buttons.indexOf(document.activeElement) + step;
      const next = this.buttons.at(place % this.buttons.length);
      this.#choose(next);
      next.focus();
      event.preventDefault();
      event.stopPropagation();
    }
  }
}
