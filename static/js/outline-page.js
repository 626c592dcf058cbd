/* What the editor shows beside the rows: the state of saving, notices, and what is wrong with a row. */

const SENTENCES = {
  offline: "nicht gespeichert – wird erneut versucht",
  signedOut: "nicht gespeichert – Ihre Anmeldung ist abgelaufen, Ihr Text bleibt hier stehen",
  other_user: "nicht gespeichert – in diesem Browser ist jetzt jemand anderes angemeldet, Ihr Text bleibt hier stehen",
  lost: "nicht gespeichert – Sie dürfen dieses Protokoll nicht mehr bearbeiten, Ihr Text bleibt hier stehen",
  held: "nicht gespeichert – bitte sehen Sie die markierten Zeilen an",
};
const FIELD_LABELS = {
  who: "Wer",
  due_on: "Termin",
  votes_yes: "Ja",
  votes_no: "Nein",
  votes_abstained: "Enthaltungen",
  votes_conflicted: "Befangen",
};

export class Page {
  /* state, signIn, announcement: elements; hint, news: elements with a sentence and a button; rival: the template of two
     versions side by side; outline: Outline. */
  constructor({ state, signIn, announcement, hint, news, rival, outline }) {
    Object.assign(this, { state, signIn, announcement, rival, outline });
    this.hint = new Notice(hint);
    this.news = new Notice(news);
  }

  announce(text) {
    this.announcement.textContent = text;
  }

  /* The state of saving. The same sentence is not written twice, so that a screen reader does not repeat it. */

  sending() {
    this.state.dataset.state = "sending";
  }

  saved(time) {
    this.lastSaved = `gespeichert ${time}`;
    this.#say("saved", this.lastSaved);
  }

  failed(reason, message) {
    this.#say("failed", SENTENCES[reason] ?? `nicht gespeichert – ${message}`);
    this.signIn.hidden = !["signedOut", "other_user"].includes(reason);
  }

  /* Everything is sent; heldRows wait for a decision of the person. */
  rested(heldRows) {
    if (heldRows.length > 0) {
      this.#say("failed", SENTENCES.held);
    } else {
      this.#say("saved", this.lastSaved ?? "alles gespeichert");
    }
  }

  #say(state, sentence) {
    this.state.dataset.state = state;
    if (this.state.textContent !== sentence) {
      this.state.textContent = sentence;
    }
    this.signIn.hidden = true;
  }

  /* Rows that need a look */

  showErrors(row, { errors, message }) {
    this.clearErrors(row);
    const note = document.createElement("p");
    note.className = "outline-row__error";
    note.id = `error-${Math.random().toString(36).slice(2)}`;
    note.textContent = sentences(errors).join(" ") || message;
    for (const name of [...Object.keys(errors), ...(sentences(errors).length ? [] : ["text"])]) {
      const field = this.outline.field(row, name);
      field?.setAttribute("aria-invalid", "true");
      field?.setAttribute("aria-describedby", note.id);
    }
    row.append(note);
    this.announce(note.textContent);
  }

  clearErrors(row) {
    row.querySelector(".outline-row__error")?.remove();
    for (const field of row.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }

  /* Show the other version of a row and let the person choose; stored is null where the row was removed. */
  showRival(row, { message, at, stored = null }, { keepMine, takeStored }) {
    this.clearRival(row);
    const panel = this.rival.content.firstElementChild.cloneNode(true);
    const put = (name, text) => {
      panel.querySelector(`[data-rival="${name}"]`).textContent = text;
    };
    put("title", at ? `${message.slice(0, -1)} (${at} Uhr).` : message);
    put("mine", inWords(this.outline.content(row)));
    put("stored", stored ? inWords(stored) : "Zeile entfernt");
    put("keep", stored ? "Meine behalten" : "Als neue Zeile behalten");
    put("take", stored ? "Gespeicherte nehmen" : "Verwerfen");
    panel.querySelector('[data-choice="mine"]').addEventListener("click", keepMine);
    panel.querySelector('[data-choice="stored"]').addEventListener("click", takeStored);
    row.classList.add("outline-row--rival");
    row.append(panel);
    this.announce(message);
  }

  /* Someone types on while both versions are shown. */
  updateRival(row) {
    const mine = row.querySelector('[data-rival="mine"]');
    if (mine) {
      mine.textContent = inWords(this.outline.content(row));
    }
  }

  clearRival(row) {
    row.classList.remove("outline-row--rival");
    row.querySelector(".outline-rival")?.remove();
  }
}

/* A sentence with a button for what one can do about it. */
class Notice {
  constructor(element) {
    this.element = element;
    this.sentence = element.querySelector("[data-sentence]");
    this.button = element.querySelector("button");
    this.button.addEventListener("click", () => {
      const { action } = this;
      this.clear();
      action?.();
    });
  }

  show(sentence, label = "", action = null) {
    this.action = action;
    this.element.hidden = false;
    this.button.hidden = !action;
    this.button.textContent = label;
    this.sentence.textContent = sentence;
  }

  clear() {
    this.element.hidden = true;
    this.sentence.textContent = "";
  }
}

function sentences(errors) {
  return Object.entries(errors).flatMap(([name, messages]) =>
    messages.map((message) => (FIELD_LABELS[name] ? `${FIELD_LABELS[name]}: ${message}` : message)),
  );
}

/* A row's content as one reads it: the text, and its details behind it. */
function inWords(content) {
  const details = Object.entries(FIELD_LABELS)
    .filter(([name]) => content[name] !== "" && content[name] !== null && content[name] !== undefined)
    .map(([name, label]) => `${label}: ${content[name]}`);
  return [content.text || "(leer)", ...details].join(" · ");
}
