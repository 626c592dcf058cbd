/* The steps that keys and buttons stand for. Each takes a row; the outline changes at once, saving follows. */

import { parseLines } from "./outline-paste.js";
import { ITEM, POINT, Refusal, SECTION } from "./outline-rows.js";

const POINT_KINDS = ["information", "decision", "task", "statement", "milestone"];
const DEPTH_OF_KIND = { section: SECTION, item: ITEM };
const CHANGES_OF_TEXT = ["joinAbove", "kindChosen", "paste", "remove", "setKind"];
const RECORDED = "Diese Zeile hält einen Beschluss fest und ändert sich nicht mehr. Ein falscher Beschluss wird durch einen neuen berichtigt.";

export class Commands {
  constructor({ outline, sync, page }) {
    this.outline = outline;
    this.sync = sync;
    this.page = page;
    this.tabIndents = true;
  }

  /* Take a step; one that the outline does not allow is explained and changes nothing. */
  run(name, row, argument) {
    this.page.hint.clear();
    if (name !== "releaseTab") {
      this.tabIndents = true;
    }
    try {
      if (CHANGES_OF_TEXT.includes(name) && this.outline.isRecorded(row)) {
        throw new Refusal(RECORDED);
      }
      this[name](row, argument);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.page.hint.show(error.message);
    }
  }

  /* Writing */

  enter(row, isRepeated) {
    if (isRepeated) {
      return;
    }
    if (this.outline.isRecorded(row)) {
      this.addBelow(row);
      return;
    }
    const text = this.outline.text(row);
    const [before, after] = [text.value.slice(0, text.selectionStart), text.value.slice(text.selectionEnd)];
    if (this.outline.isPoint(row) && !this.outline.hasText(row)) {
      this.outdent(row);
    } else if (!before.trim() && after.trim()) {
      text.value = after;
      this.#changed([this.outline.insert(row.previousElementSibling, this.outline.depth(row))]);
      this.focus(row, 0);
    } else {
      text.value = before;
      this.sync.typed(row);
      this.#addRow(row, after.trimStart(), 0);
    }
  }

  addBelow(row) {
    this.#addRow(row, "");
  }

  /* Below a section begins a TOP, below a TOP a point, below a point one of the same level. */
  #addRow(row, text) {
    const depth = this.outline.depth(row);
    const added = this.outline.insert(row, depth < POINT ? depth + 1 : depth, { text });
    this.#changed([added]);
    this.focus(added, 0);
  }

  joinAbove(row) {
    const above = row.previousElementSibling;
    if (!this.outline.hasText(row)) {
      if (above || row.nextElementSibling) {
        this.#take(row);
        this.focus(above ?? this.outline.rows[0], above ? Infinity : 0);
      }
      return;
    }
    if (!above || !this.outline.isPoint(above) || !this.outline.isPoint(row)) {
      return;
    }
    if (this.outline.isRecorded(above)) {
      throw new Refusal(RECORDED);
    }
    if (this.outline.hasDetails(row)) {
      throw new Refusal("Diese Zeile hat eigene Angaben (wer, Termin, Stimmen). Bitte leeren Sie diese zuerst.");
    }
    const offset = this.outline.text(above).value.length;
    this.outline.text(above).value += this.outline.text(row).value;
    this.sync.typed(above);
    this.sync.left(above);
    this.#take(row);
    this.focus(above, offset);
  }

  /* Text with several lines, from the clipboard: the first goes to the caret, each further one becomes a row. */
  paste(row, lines) {
    const text = this.outline.text(row);
    const isEmpty = !this.outline.hasText(row);
    const tail = text.value.slice(text.selectionEnd);
    const parsed = parseLines(lines, Math.max(this.outline.depth(row), ITEM));
    const [first] = parsed;
    if (isEmpty && first.depth !== this.outline.depth(row) && first.depth <= this.outline.depth(row.previousElementSibling) + 1) {
      this.outline.setDepth(row, first.depth);
      this.sync.placed([row]);
    }
    text.value = text.value.slice(0, text.selectionStart) + first.text;
    this.sync.typed(row);
    const added = [];
    let last = row;
    for (const line of parsed.slice(1)) {
      last = this.outline.insert(last, line.depth, { text: line.text });
      added.push(last);
    }
    const end = this.outline.text(last).value.length;
    this.outline.text(last).value += tail;
    this.#changed(added);
    this.focus(last, end);
    this.page.announce(`${parsed.length} Zeilen eingefügt.`);
  }

  /* Structure */

  indent(row) {
    this.#shifted(row, () => this.outline.shift(row, 1));
  }

  outdent(row) {
    this.#shifted(row, () => this.outline.shift(row, -1));
  }

  moveUp(row) {
    this.#shifted(row, () => this.outline.moveUp(row));
  }

  moveDown(row) {
    this.#shifted(row, () => this.outline.moveDown(row));
  }

  #shifted(row, step) {
    const { activeElement: focused } = document;
    const text = this.outline.text(row);
    const selection = [text.selectionStart, text.selectionEnd];
    this.#changed(step());
    /* A row that moves loses the focus. */
    if (row.contains(focused)) {
      focused.focus();
    }
    if (focused === text) {
      text.setSelectionRange(...selection);
    }
    this.page.announce(text.getAttribute("aria-label"));
  }

  /* Remove a row by its button; the text can be brought back as long as the notice stands. */
  remove(row) {
    const [above, depth, content] = [row.previousElementSibling, this.outline.depth(row), this.outline.content(row)];
    const below = row.nextElementSibling;
    this.#take(row);
    if (this.outline.rows.length === 0) {
      this.#changed([this.outline.insert(null, SECTION)]);
    }
    this.focus(below ?? above ?? this.outline.rows[0], 0);
    if (content.text) {
      this.page.hint.show("Die Zeile ist entfernt.", "Rückgängig", () => {
        const restored = this.outline.insert(above?.isConnected ? above : null, depth, content);
        this.#changed([restored]);
        this.focus(restored, Infinity);
      });
    }
  }

  #take(row) {
    this.#changed(this.outline.remove(row));
    this.sync.removed(row);
  }

  setKind(row, index) {
    if (!this.outline.isPoint(row)) {
      throw new Refusal("Abschnitte und TOPs haben keine Art. Legen Sie mit der Eingabetaste einen Punkt darunter an.");
    }
    this.outline.kind(row).value = POINT_KINDS[index];
    this.kindChosen(row);
  }

  /* The kind menu has a new value. */
  kindChosen(row) {
    const kind = this.outline.kind(row);
    const wanted = kind.value;
    const depth = DEPTH_OF_KIND[wanted] ?? Math.max(this.outline.depth(row), POINT);
    try {
      if (depth !== this.outline.depth(row)) {
        kind.value = row.dataset.kind;
        this.#changed(this.outline.shiftTo(row, depth));
        kind.value = wanted;
      }
    } finally {
      this.outline.showDetails(row);
    }
    this.sync.typed(row);
    this.sync.left(row);
    this.page.announce(kind.selectedOptions[0].label);
  }

  #changed(rows) {
    this.outline.renumber();
    this.sync.placed(rows);
  }

  /* Moving about */

  focus(row, offset) {
    const text = this.outline.text(row);
    text.focus();
    text.setSelectionRange(Math.min(offset, text.value.length), Math.min(offset, text.value.length));
  }

  goUp(row) {
    const above = row.previousElementSibling;
    if (above) {
      this.focus(above, Infinity);
    }
  }

  goDown(row) {
    const below = row.nextElementSibling;
    if (below) {
      this.focus(below, 0);
    }
  }

  goToText(row) {
    this.outline.text(row).focus();
  }

  details(row) {
    const field = row.querySelector(".outline-row__details input:not([hidden] *)");
    (document.activeElement === this.outline.text(row) ? (field ?? this.outline.kind(row)) : this.outline.text(row)).focus();
  }

  releaseTab() {
    this.tabIndents = false;
    this.page.announce("Die Tabulatortaste verlässt jetzt die Zeile. Sobald Sie weiterschreiben, rückt sie wieder ein.");
  }
}
