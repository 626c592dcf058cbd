/* The rows of the outline on the page: what they hold, where they stand, and the steps that one can take with them.

   A row stands at a depth: section 0, agenda item (TOP) 1, points 2 to 5. The first row has depth 0, every other is at most
   one deeper than the row before it. The same steps exist on the server (workshops/services/outline_steps.py). */

export const SECTION = 0;
export const ITEM = 1;
export const POINT = 2;
const MAX_DEPTH = 5;
const TITLE_LENGTH = 300;

const DETAILS = ["who", "due_on", "votes_yes", "votes_no", "votes_abstained", "votes_conflicted"];
const DETAILS_OF = { task: ["who", "due_on"], statement: ["who"], milestone: ["due_on"], decision: ["votes"] };
const KIND_OF_DEPTH = ["section", "item"];
const PLACEHOLDERS = ["Titel des Abschnitts", "Thema des TOP", "Punkt"];
const ROMAN = [[100, "C"], [90, "XC"], [50, "L"], [40, "XL"], [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"]];

/* A step that the outline does not allow; the message says why. */
export class Refusal extends Error {}

export class Outline {
  /* list: the element that holds the rows; pattern: the template of an empty row with all its details. */
  constructor(list, pattern) {
    this.list = list;
    this.pattern = pattern;
  }

  get rows() {
    return [...this.list.children];
  }

  text(row) {
    return row.querySelector(".outline-row__text");
  }

  kind(row) {
    return row.querySelector(".outline-row__kind");
  }

  depth(row) {
    return row ? Number(row.dataset.depth) : -1;
  }

  hasText(row) {
    return this.text(row).value.trim() !== "";
  }

  isPoint(row) {
    return this.depth(row) >= POINT;
  }

  /* Whether the row records a decision: its text stays as it is, also where it is moved to. */
  isRecorded(row) {
    return "recorded" in row.dataset;
  }

  field(row, name) {
    return row.querySelector(`[name$="-${name}"]`);
  }

  hasDetails(row) {
    return DETAILS.some((name) => this.field(row, name)?.value);
  }

  /* What the row holds, as the server takes it. */
  content(row) {
    const details = DETAILS.map((name) => [name, this.field(row, name)?.value ?? ""]);
    return { kind: this.kind(row).value, text: this.text(row).value, ...Object.fromEntries(details) };
  }

  /* What the row held when the page was made; someone may have typed before this script was there. */
  servedContent(row) {
    const kind = [...this.kind(row).options].find((option) => option.defaultSelected).value;
    const details = DETAILS.map((name) => [name, this.field(row, name)?.defaultValue ?? ""]);
    return { kind, text: this.text(row).defaultValue, ...Object.fromEntries(details) };
  }

  fill(row, content) {
    this.text(row).value = content.text ?? "";
    if (this.isPoint(row) && content.kind && !KIND_OF_DEPTH.includes(content.kind)) {
      this.kind(row).value = content.kind;
    }
    for (const name of DETAILS) {
      const value = content[name] ?? "";
      if (value !== "") {
        this.#addDetail(row, name.startsWith("votes") ? "votes" : name);
      }
      if (this.field(row, name)) {
        this.field(row, name).value = value;
      }
    }
    this.showDetails(row);
  }

  /* Put a new row behind another one (null: at the very top). */
  insert(after, depth, content = {}) {
    const row = this.pattern.content.firstElementChild.cloneNode(true);
    row.querySelectorAll("[data-detail]").forEach((detail) => detail.remove());
    this.put(row, after, depth);
    this.fill(row, content);
    return row;
  }

  /* Put a row behind another one (null: at the very top), at most one level deeper than that. */
  put(row, after, depth) {
    this.list.insertBefore(row, after ? after.nextElementSibling : this.list.firstElementChild);
    this.setDepth(row, Math.min(depth, this.depth(after) + 1, MAX_DEPTH));
  }

  setDepth(row, depth) {
    row.dataset.depth = depth;
    const kind = this.kind(row);
    if (depth < POINT) {
      kind.value = KIND_OF_DEPTH[depth];
    } else if (KIND_OF_DEPTH.includes(kind.value)) {
      kind.value = "information";
    }
    this.showDetails(row);
  }

  /* Show the details that the row's kind needs, and those that are filled. */
  showDetails(row) {
    row.dataset.kind = this.kind(row).value;
    const needed = DETAILS_OF[row.dataset.kind] ?? [];
    needed.forEach((name) => this.#addDetail(row, name));
    for (const detail of row.querySelectorAll("[data-detail]")) {
      const isFilled = detail.dataset.detail !== "votes" && detail.querySelector("input").value !== "";
      detail.hidden = !needed.includes(detail.dataset.detail) && !isFilled;
    }
  }

  #addDetail(row, name) {
    if (!row.querySelector(`[data-detail="${name}"]`)) {
      const detail = this.pattern.content.querySelector(`[data-detail="${name}"]`).cloneNode(true);
      this.#detailsOf(row).append(detail);
    }
  }

  #detailsOf(row) {
    let details = row.querySelector(".outline-row__details");
    if (!details) {
      details = this.pattern.content.querySelector(".outline-row__details").cloneNode();
      this.kind(row).after(details);
    }
    return details;
  }

  /* The row and all that is below it. */
  block(row) {
    const block = [row];
    for (let next = row.nextElementSibling; this.depth(next) > this.depth(row); next = next.nextElementSibling) {
      block.push(next);
    }
    return block;
  }

  /* Steps: each returns the rows whose place changed, or throws a Refusal. */

  shift(row, by) {
    const depth = this.depth(row);
    this.#check(row, depth + by);
    const block = Math.min(depth, depth + by) > SECTION ? this.block(row) : [row];
    const next = row.nextElementSibling;
    block.forEach((one) => this.setDepth(one, Math.min(this.depth(one) + by, MAX_DEPTH)));
    if (depth + by === SECTION && this.isPoint(next)) {
      block.push(this.insert(row, ITEM));
    }
    return block;
  }

  /* Make the row a section, a TOP or a point, over as many levels as it takes. */
  shiftTo(row, depth) {
    this.#check(row, depth);
    const changed = new Set();
    while (this.depth(row) !== depth) {
      this.shift(row, Math.sign(depth - this.depth(row))).forEach((one) => changed.add(one));
    }
    return [...changed];
  }

  #check(row, depth) {
    if (depth < SECTION) {
      throw new Refusal("Weiter ausrücken lässt sich diese Zeile nicht.");
    }
    if (depth > this.depth(row) && depth > Math.min(this.depth(row.previousElementSibling) + 1, MAX_DEPTH)) {
      throw new Refusal("Weiter einrücken lässt sich diese Zeile nicht.");
    }
    if (depth < POINT && this.isPoint(row) && this.hasDetails(row)) {
      throw new Refusal("Ein Abschnitt oder TOP hat weder Namen noch Termin noch Stimmen. Bitte leeren Sie diese Felder zuerst.");
    }
    if (depth < POINT && this.text(row).value.length > TITLE_LENGTH) {
      throw new Refusal(`Ein Titel hat höchstens ${TITLE_LENGTH} Zeichen. Bitte kürzen Sie den Text zuerst.`);
    }
  }

  moveUp(row) {
    const own = this.depth(row);
    for (let target = row.previousElementSibling; target; target = target.previousElementSibling) {
      if (this.depth(target) <= own && this.#fits(own, target.previousElementSibling)) {
        return this.#move(row, target);
      }
    }
    throw new Refusal("Weiter nach oben lässt sich diese Zeile nicht verschieben.");
  }

  moveDown(row) {
    const own = this.depth(row);
    for (let next = this.block(row).at(-1).nextElementSibling; next; next = next.nextElementSibling) {
      const last = this.depth(next) === own ? this.block(next).at(-1) : next;
      if (this.#fits(own, last)) {
        return this.#move(row, last.nextElementSibling);
      }
    }
    throw new Refusal("Weiter nach unten lässt sich diese Zeile nicht verschieben.");
  }

  #fits(depth, above) {
    return this.depth(above) + 1 >= Math.min(depth, POINT);
  }

  #move(row, before) {
    const block = this.block(row);
    block.forEach((one) => this.list.insertBefore(one, before));
    const shift = Math.min(0, this.depth(row.previousElementSibling) + 1 - this.depth(row));
    block.forEach((one) => this.setDepth(one, this.depth(one) + shift));
    return block;
  }

  /* Take the row away; what is below it moves to the section or TOP above. */
  remove(row) {
    const [above, below] = [row.previousElementSibling, row.nextElementSibling];
    if (!this.isPoint(row) && this.depth(below) > this.depth(row) && this.depth(above) < this.depth(row)) {
      throw new Refusal("Darunter stehen noch Zeilen. Bitte verschieben oder entfernen Sie diese zuerst.");
    }
    row.remove();
    return this.#lift(below);
  }

  #lift(row) {
    const lifted = [];
    for (; row && this.depth(row) > this.depth(row.previousElementSibling) + 1; row = row.nextElementSibling) {
      this.setDepth(row, this.depth(row.previousElementSibling) + 1);
      lifted.push(row);
    }
    return lifted;
  }

  /* Write the numbers (II, II.1) and what a screen reader calls each row. */
  renumber() {
    let sections = 0;
    let items = 0;
    for (const row of this.list.children) {
      const depth = this.depth(row);
      if (depth === SECTION) {
        sections += 1;
        items = 0;
      } else if (depth === ITEM) {
        items += 1;
      }
      const number = depth === SECTION ? roman(sections) : `${roman(sections)}.${items}`;
      row.querySelector(".outline-row__number").textContent = depth < POINT ? number : "";
      const text = this.text(row);
      text.setAttribute("aria-label", label(depth, number));
      text.placeholder = PLACEHOLDERS[Math.min(depth, POINT)];
    }
  }
}

function label(depth, number) {
  if (depth < POINT) {
    return `${depth === SECTION ? "Abschnitt" : "TOP"} ${number}`;
  }
  return depth === POINT ? `Punkt zu ${number}` : `Punkt zu ${number}, Ebene ${depth - 1}`;
}

function roman(number) {
  let numeral = "";
  for (const [value, letters] of ROMAN) {
    for (; number >= value; number -= value) {
      numeral += letters;
    }
  }
  return numeral;
}
