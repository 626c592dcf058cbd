/* The outline editor: minutes as fast as one types. Without this script the page is a plain form that works as well.

   outline-rows.js knows the rows on the page, outline-commands.js the steps one can take, outline-ledger.js what of them the
   server has, and outline-sync.js sends the rest. Here keys, buttons and the mouse meet them. */

import { fitHeight } from "./outline-caret.js";
import { Commands } from "./outline-commands.js";
import { Drafts } from "./outline-drafts.js";
import { keyCommand } from "./outline-keys.js";
import { newsOfOthers } from "./outline-others.js";
import { Ledger } from "./outline-ledger.js";
import { Page } from "./outline-page.js";
import { restoreDrafts } from "./outline-restore.js";
import { Outline, SECTION } from "./outline-rows.js";
import { Sync } from "./outline-sync.js";
import { Toolbar } from "./outline-toolbar.js";

const byId = (id) => document.getElementById(id);
const form = byId("outline-form");
const list = byId("outline");
const { user, protocol, rowAddress, placesAddress, readingAddress } = form.dataset;

const outline = new Outline(list, byId("outline-row-pattern"));
const ledger = new Ledger(outline);
const drafts = new Drafts(user, protocol);
const page = new Page({
  outline,
  state: byId("outline-state"),
  signIn: byId("outline-sign-in"),
  announcement: byId("announcement"),
  hint: byId("outline-hint"),
  news: byId("outline-news"),
  rival: byId("outline-rival-pattern"),
});
const addresses = { row: rowAddress, places: placesAddress };
const sync = new Sync({ outline, ledger, drafts, page, addresses, user: Number(user), held, outlineSeen });
const commands = new Commands({ outline, sync, page });
const toolbar = new Toolbar(byId("outline-toolbar-pattern"), (name, row) => commands.run(name, row));
let current = null;
let isLeaving = false;

const rowOf = (element) => element.closest?.(".outline-row");

/* Outcomes of saving */

function held(row, reason, answer) {
  if (reason === "invalid") {
    page.showErrors(row, answer);
    return;
  }
  page.showRival(row, answer, {
    keepMine: () => decided(row, () => keepMine(row, answer)),
    takeStored: () => decided(row, () => takeStored(row, answer)),
  });
}

function decided(row, act) {
  page.clearRival(row);
  outline.text(row).focus();
  act();
}

function keepMine(row, { stored }) {
  if (stored) {
    sync.keepMine(row, stored.version);
  } else {
    sync.keepAsNew(row);
  }
}

function takeStored(row, { stored }) {
  if (stored) {
    outline.fill(row, stored);
    fitHeight(outline.text(row));
    sync.takeStored(row, stored.version);
  } else {
    sync.discard(row);
    commands.run("remove", row);
    page.hint.clear();
  }
}

function outlineSeen(seen) {
  const news = newsOfOthers(outline, ledger, sync.removals, seen);
  if (news) {
    page.news.show(news, "Anzeigen", showNews);
  }
}

async function showNews() {
  await sync.flush({ everything: true });
  window.location.hash = current && ledger.isStored(current) ? `row-${ledger.state(current).key}` : "";
  window.location.reload();
}

/* Keys, typing, pasting */

list.addEventListener("keydown", (event) => {
  const command = keyCommand(event, commands);
  if (command) {
    event.preventDefault();
    commands.run(command[0], rowOf(event.target), command[1]);
  }
});

/* The Enter key of a phone is no key that one can see, only the line break that it would make. */
list.addEventListener("beforeinput", (event) => {
  if (["insertLineBreak", "insertParagraph"].includes(event.inputType) && !event.isComposing) {
    event.preventDefault();
    commands.run("enter", rowOf(event.target));
  }
});

list.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain").trim();
  if (event.target.matches(".outline-row__text") && /[\n\r]/.test(text)) {
    event.preventDefault();
    commands.run("paste", rowOf(event.target), text);
  }
});

list.addEventListener("input", (event) => {
  const row = rowOf(event.target);
  commands.tabIndents = true;
  if (event.target.matches("select")) {
    commands.run("kindChosen", row);
    return;
  }
  if (event.target.matches("textarea")) {
    /* Lines that were dropped or dictated: a row is one paragraph. */
    if (event.target.value.includes("\n")) {
      event.target.value = event.target.value.replace(/\s*\n\s*/g, " ");
    }
    fitHeight(event.target);
  }
  page.clearErrors(row);
  page.updateRival(row);
  sync.typed(row);
});

/* Where one is: the toolbar comes along, and a row that one leaves is saved. */

list.addEventListener("focusin", (event) => {
  current = rowOf(event.target);
  toolbar.moveTo(current);
});

list.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row.contains(event.relatedTarget)) {
    return;
  }
  if (row.isConnected) {
    sync.left(row);
  }
  if (!list.contains(event.relatedTarget)) {
    toolbar.hide();
  }
});

/* Who goes through the page with the Tab key is not caught by a row: Tab indents only after typing, a click or a step. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab" && !event.defaultPrevented) {
    commands.tabIndents = false;
  }
});

list.addEventListener("pointerdown", (event) => {
  commands.tabIndents = true;
  if (event.target.matches(".outline-row, .outline-row__number")) {
    event.preventDefault();
    commands.focus(rowOf(event.target), Infinity);
  }
});

/* The head of the page: save, done, help */

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const isDone = event.submitter?.value === "done";
  await sync.flush({ everything: true });
  if (isDone && !sync.hasUnsaved()) {
    isLeaving = true;
    window.location.assign(readingAddress);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    sync.flush({ everything: true });
  }
  if (event.key === "?" && !event.target.matches("input, textarea, select")) {
    event.preventDefault();
    openHelp();
  }
});

byId("outline-help-button").addEventListener("click", openHelp);
byId("outline-help").querySelector("button").addEventListener("click", () => byId("outline-help").close());

function openHelp() {
  byId("outline-help").showModal();
}

window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && sync.hasUnsaved()) {
    event.preventDefault();
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    sync.flush({ everything: true });
  }
});

/* Beginning */

for (const row of outline.rows) {
  const [key, version] = [outline.field(row, "key").value, outline.field(row, "version").value];
  if (key) {
    ledger.adopt(row, key, Number(version));
    fitHeight(outline.text(row));
  } else if (outline.hasText(row)) {
    sync.placed([row]);
  } else {
    /* An empty line to write in without a script. */
    row.remove();
  }
}
const restored = restoreDrafts({ outline, ledger, sync, drafts });
if (outline.rows.length === 0) {
  outline.insert(null, SECTION);
  commands.focus(outline.rows[0], 0);
}
outline.renumber();
form.classList.add("is-live");
if (restored > 0) {
  page.hint.show("Text, der noch nicht gespeichert war, steht wieder in seinen Zeilen.");
}
if (sync.hasUnsaved()) {
  sync.flush();
}
if (window.location.hash.startsWith("#row-")) {
  const row = ledger.row(window.location.hash.slice("#row-".length));
  if (row) {
    commands.focus(row, Infinity);
  }
}
