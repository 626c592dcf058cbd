/* What the server has of each row, told from what the page shows: so it is known at any time what is not saved yet. */

const LETTERS = "sip";

export class Ledger {
  constructor(outline) {
    this.outline = outline;
    this.states = new WeakMap();
    /* Rows that may differ from what is saved; all others need no look. */
    this.touched = new Set();
  }

  /* What is known of a row: key and version; content as saved (JSON); how often it was moved since its place was saved; why it
     is held back ("invalid", "rival", "gone"); when it is due (0 where the person has left it or asked to save); the key of the
     row that it becomes where its type changed. */
  state(row) {
    if (!this.states.has(row)) {
      this.states.set(row, { key: newKey(), version: 0, saved: null, moves: 0, hold: "", due: 0, swap: "" });
    }
    return this.states.get(row);
  }

  /* Take a row as the server sent it with the page. */
  adopt(row, key, version) {
    Object.assign(this.state(row), { key, version, saved: JSON.stringify(this.outline.servedContent(row)) });
    this.touched.add(row);
  }

  /* Take a row as this browser kept it: on top of the version that it was typed on, so that a conflict shows. */
  restore(row, { key, version, isMoved, swap }) {
    const state = this.state(row);
    const saved = state.version === version ? state.saved : null;
    Object.assign(state, { key, version, saved, swap, moves: Number(isMoved) });
    this.touched.add(row);
  }

  forget(row) {
    this.states.delete(row);
    this.touched.delete(row);
  }

  row(key) {
    return this.outline.rows.find((row) => [this.state(row).key, this.state(row).swap].includes(key));
  }

  content(row) {
    return JSON.stringify(this.outline.content(row));
  }

  isStored(row) {
    return !this.state(row).key.startsWith("new-");
  }

  /* Whether the server has the row, and as what it is here: a row whose type changed becomes a new one. */
  isKnown(row) {
    return this.isStored(row) && this.state(row).key[0] === LETTERS[Math.min(this.outline.depth(row), 2)];
  }

  isToPlace(row) {
    return !this.isKnown(row) || this.state(row).moves > 0;
  }

  isEdited(row) {
    return this.isKnown(row) && this.content(row) !== this.state(row).saved;
  }

  /* An empty new row is not saved before something stands in it or, for a section or TOP, below it. */
  isSavable(row) {
    const counts = (one) => this.isStored(one) || this.outline.hasText(one);
    return counts(row) || (!this.outline.isPoint(row) && this.outline.block(row).some(counts));
  }

  isUnsaved(row) {
    return this.isEdited(row) || (this.isToPlace(row) && this.isSavable(row));
  }

  /* Whether the server has the row as it is here. */
  isAtRest(row) {
    return !this.isToPlace(row) && !this.isEdited(row) && !this.state(row).hold;
  }

  unsaved() {
    for (const row of this.touched) {
      if (!row.isConnected || this.isAtRest(row)) {
        this.touched.delete(row);
      }
    }
    return [...this.touched].filter((row) => this.isUnsaved(row));
  }

  /* What it takes to put an unsaved row back later: also its place, behind the last row before it that the server knows. */
  record(row) {
    const { version, moves, swap } = this.state(row);
    const rows = this.outline.rows;
    const index = rows.indexOf(row);
    const anchor = rows.slice(0, index).findLast((one) => this.isStored(one));
    return {
      index,
      anchor: anchor ? this.state(anchor).key : null,
      depth: this.outline.depth(row),
      version,
      isMoved: moves > 0,
      swap,
      content: this.outline.content(row),
    };
  }
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `new-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
