/* Saves the rows while someone types: one request after the other, each for what changed since the last.

   Nothing is recorded as a list of actions. For each row it is known what the server has of it; what differs is sent, first
   texts, then all new, moved and removed rows together. So a lost connection only delays, and a request whose answer was lost may
   be sent again: new rows carry a key that the browser made, by which the server knows them. */

import { newKey } from "./outline-ledger.js";
import { post } from "./outline-request.js";

const PAUSE = 1000;
const RETRIES = [2000, 4000, 8000, 15000, 30000];

export class Sync {
  /* outline, ledger, drafts, page: of their classes; addresses: {row, places}; user: id. held(row, reason, answer) is called for
     a row that needs the person, outlineSeen(outline) with the outline as the server has it: [key, depth, version] per row. */
  constructor({ outline, ledger, drafts, page, addresses, user, held, outlineSeen }) {
    Object.assign(this, { outline, ledger, drafts, page, addresses, user, held, outlineSeen });
    this.removals = new Map();
    this.timer = 0;
    this.failures = 0;
    this.running = null;
    this.isClosed = false;
    window.addEventListener("online", () => this.flush({ everything: true }));
    window.addEventListener("focus", () => this.failures && this.flush({ everything: true }));
  }

  /* Changes: the page tells what happened. */

  typed(row) {
    const state = this.ledger.state(row);
    if (state.hold === "invalid") {
      state.hold = "";
    }
    state.due = Date.now() + PAUSE;
    this.#keep([row]);
    this.#schedule(PAUSE);
  }

  left(row) {
    this.ledger.state(row).due = 0;
    if (this.ledger.isUnsaved(row)) {
      this.flush();
    }
  }

  placed(rows) {
    for (const row of rows) {
      const state = this.ledger.state(row);
      state.moves += 1;
      state.due ||= Date.now();
    }
    this.#keep(rows);
    this.flush();
  }

  /* A row that was taken off the page. */
  removed(row) {
    const state = this.ledger.state(row);
    state.isRemoved = true;
    this.drafts.forget(state.key);
    if (this.ledger.isStored(row)) {
      this.#remove(state);
    }
    this.flush();
  }

  /* The version to remove is the one of the moment when it is sent: the row's text may still be on its way. */
  #remove(state) {
    this.removals.set(state.key, state);
    this.drafts.keep(state.key, { version: state.version, isRemoved: true, index: -1 });
  }

  #forgetRemoval(key) {
    this.removals.delete(key);
    this.drafts.forget(key);
  }

  /* The person decided between two versions of a row: this one is saved on top of the other's version, */
  keepMine(row, version) {
    Object.assign(this.ledger.state(row), { hold: "", due: 0, version, saved: null });
    this.#keep([row]);
    this.flush();
  }

  /* or the other one, which the row shows by now, stays. */
  takeStored(row, version) {
    Object.assign(this.ledger.state(row), { hold: "", version, saved: this.ledger.content(row), swap: "" });
    this.#keep([row]);
    this.flush();
  }

  /* Forget a row that someone removed: nothing of it is to be saved. */
  discard(row) {
    this.drafts.forget(this.ledger.state(row).key);
    this.ledger.forget(row);
  }

  /* A row that someone removed is wanted as a new one. */
  keepAsNew(row) {
    this.discard(row);
    this.#keep([row]);
    this.flush();
  }

  hasUnsaved() {
    return this.removals.size > 0 || this.ledger.unsaved().length > 0;
  }

  /* Requests */

  #schedule(pause) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), pause);
  }

  /* Send what is due, or everything; ends when nothing is left to send or there was no answer. */
  async flush({ everything = false } = {}) {
    if (this.isClosed) {
      return;
    }
    if (everything) {
      this.outline.rows.forEach((row) => Object.assign(this.ledger.state(row), { due: 0 }));
    }
    window.clearTimeout(this.timer);
    this.running ??= this.#run().finally(() => {
      this.running = null;
    });
    await this.running;
  }

  async #run() {
    for (let request = this.#next(); request; request = this.#next()) {
      this.page.sending();
      const { reason, answer } = await post(request.address, { user: this.user, ...request.body });
      if (reason && !this.#goesOnAfter(reason, answer, request)) {
        return;
      }
      if (!reason) {
        this.failures = 0;
        request.done(answer);
        this.page.saved(answer.saved_at);
      }
    }
    const unsaved = this.ledger.unsaved();
    if (unsaved.some((row) => this.ledger.state(row).due > Date.now())) {
      this.#schedule(PAUSE);
    }
    this.page.rested(unsaved.filter((row) => this.ledger.state(row).hold));
  }

  /* The texts of all rows are safe before rows are placed or removed: some may have come from a row that goes. */
  #next() {
    const now = Date.now();
    const change = this.#nextChange(now);
    return this.#nextEdit(change ? Infinity : now) ?? change;
  }

  /* All new, moved and removed rows at once, so that the outline is never without a section or TOP that others need. A row
     in which someone is still writing goes along: it may be the section or TOP of another one. */
  #nextChange(now) {
    const rows = this.outline.rows.filter((row) => {
      const { hold } = this.ledger.state(row);
      return hold !== "gone" && (this.ledger.isKnown(row) || (!hold && this.ledger.isSavable(row)));
    });
    const moving = rows.filter((row) => this.ledger.isToPlace(row));
    const isDue = (row) => this.ledger.isKnown(row) || this.ledger.state(row).due <= now;
    const waits = (row) => !this.ledger.isKnown(row) && this.#isBeingEmptied(row);
    if ((!moving.some(isDue) && !this.removals.size) || moving.some(waits)) {
      return null;
    }
    const sent = moving.map((row) => this.#placing(row));
    const removals = [...this.removals.values()];
    return {
      address: this.addresses.places,
      body: {
        runs: this.#runs(rows, sent),
        remove: [...sent.flatMap(({ replaced }) => replaced), ...removals.map(({ key, version }) => [key, version])],
      },
      rows: moving,
      contents: sent.map(({ content }) => content),
      removals,
      done: (answer) => {
        removals.forEach(({ key }) => this.#forgetRemoval(key));
        answer.rows.forEach((placed, index) => this.#wasPlaced(moving[index], sent[index], placed));
        this.outlineSeen(answer.outline);
      },
    };
  }

  /* The rows to place, each run of them behind a row that stays where it is. */
  #runs(rows, sent) {
    const bodies = new Map(sent.map(({ row, body }) => [row, body]));
    const runs = [];
    rows.forEach((row, index) => {
      const above = rows[index - 1];
      if (bodies.has(row) && (!above || !bodies.has(above))) {
        runs.push({ after: above ? this.ledger.state(above).key : null, rows: [] });
      }
      if (bodies.has(row)) {
        runs.at(-1).rows.push(bodies.get(row));
      }
    });
    return runs;
  }

  #placing(row) {
    const state = this.ledger.state(row);
    const { moves } = state;
    const level = Math.max(this.outline.depth(row) - 2, 0);
    if (this.ledger.isKnown(row)) {
      return { row, moves, body: { key: state.key, level }, replaced: [] };
    }
    const content = this.outline.content(row);
    if (!this.ledger.isStored(row)) {
      return { row, moves, content, body: { ...content, level, key: state.key }, replaced: [] };
    }
    state.swap ||= newKey();
    return { row, moves, content, body: { ...content, level, key: state.swap }, replaced: [[state.key, state.version]] };
  }

  #wasPlaced(row, { moves, content }, placed) {
    const state = this.ledger.state(row);
    state.moves = state.moves === moves ? 0 : state.moves;
    this.#forgetRemoval(state.key);
    if (content) {
      const twin = this.ledger.row(placed.key);
      if (twin && twin !== row) {
        twin.remove();
      }
      /* Made by an earlier request whose answer was lost, and changed since: what is here counts as an edit of that. */
      const saved = placed.is_as_asked ? JSON.stringify(content) : null;
      Object.assign(state, { key: placed.key, version: placed.version, saved, swap: "" });
      this.#takeName(row, content.who, placed.who);
    }
    if (state.isRemoved) {
      this.#remove(state);
    }
    this.#keep();
  }

  /* The text of the first row that changed. */
  #nextEdit(now) {
    const row = [...this.ledger.touched].find((one) => {
      const { hold, due } = this.ledger.state(one);
      return !hold && due <= now && one.isConnected && this.ledger.isEdited(one) && !this.#isBeingEmptied(one);
    });
    if (!row) {
      return null;
    }
    const { key, version } = this.ledger.state(row);
    const content = this.outline.content(row);
    return {
      address: this.addresses.row,
      body: { row: { ...content, key, version } },
      rows: [row],
      contents: [content],
      done: (answer) => {
        const state = Object.assign(this.ledger.state(row), { version: answer.version, saved: JSON.stringify(content) });
        this.#takeName(row, content.who, answer.who);
        this.drafts.forget(key);
        if (state.isRemoved) {
          this.#remove(state);
        }
        this.#keep();
      },
    };
  }

  /* An empty point cannot be saved: that waits until one writes something, leaves it or asks to save. */
  #isBeingEmptied(row) {
    const isEmpty = this.outline.isPoint(row) && !this.outline.hasText(row);
    return isEmpty && this.ledger.state(row).due > 0 && row.contains(document.activeElement);
  }

  /* The server knows an organisation by its short name; show the full one, unless someone types on. */
  #takeName(row, sent, name) {
    const field = this.outline.field(row, "who");
    if (name && name !== sent && field?.value === sent && field !== document.activeElement) {
      field.value = name;
      this.ledger.state(row).saved = this.ledger.content(row);
    }
  }

  /* Something other than "saved"; returns whether the next request may follow. */
  #goesOnAfter(reason, answer, request) {
    switch (reason) {
      case "invalid":
        return this.#isInvalid(answer, request);
      case "stale":
        return this.#hold(this.ledger.row(answer.key), "rival", answer);
      case "gone":
        return this.#isGone(answer, request);
      case "refused":
      case "malformed":
        return this.#giveUp(answer, request);
      case "closed":
        this.isClosed = true;
        this.page.failed(reason, answer.message);
        return false;
      default:
        this.#schedule(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
        this.failures += 1;
        this.page.failed(reason, answer.message);
        return false;
    }
  }

  /* A row that does not say any more what was refused, as a date that was half typed, is sent again in its turn. */
  #isInvalid(answer, { rows, contents }) {
    const index = answer.index ?? 0;
    if (contents[index] && JSON.stringify(contents[index]) !== this.ledger.content(rows[index])) {
      return true;
    }
    return this.#hold(rows[index], "invalid", answer);
  }

  /* Hold one row back until the person did something about it; all others go on. */
  #hold(row, reason, answer) {
    this.failures = 0;
    if (row) {
      this.ledger.state(row).hold = reason;
      this.held(row, reason, answer);
    } else {
      this.#forgetRemoval(answer.key);
      this.page.news.show(`${answer.message} Sie wurde deshalb nicht entfernt.`);
    }
    return true;
  }

  /* A row that someone removed: a text typed there stays on the page, an untouched row goes. */
  #isGone(answer, request) {
    const row = this.ledger.row(answer.key);
    if (!row) {
      return this.#giveUp(answer, request);
    }
    if (this.ledger.isEdited(row)) {
      return this.#hold(row, "gone", answer);
    }
    this.drafts.forget(answer.key);
    row.remove();
    this.outline.renumber();
    this.page.news.show(answer.message);
    return true;
  }

  #giveUp(answer, request) {
    request.removals?.forEach(({ key }) => this.#forgetRemoval(key));
    request.rows.forEach((row) => this.#hold(row, "invalid", { ...answer, errors: {} }));
    this.page.news.show(answer.message);
    return true;
  }

  /* Drafts in this browser, of rows that are not saved yet */

  #keep(rows = this.ledger.touched) {
    for (const row of rows) {
      this.ledger.touched.add(row);
      if (this.ledger.isUnsaved(row)) {
        this.drafts.keep(this.ledger.state(row).key, this.ledger.record(row));
      } else {
        this.drafts.forget(this.ledger.state(row).key);
      }
    }
  }
}
