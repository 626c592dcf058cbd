/* Saves a review while it is typed. What belongs to one review stands in an element with data-review (the address that
   takes it) and, in a table, data-review-prefix before the names of its fields. One save at a time: the answer brings
   the version that the next one is made on. Without this script the form's button saves. */

const PAUSE = 700;
const RETRY = 15000;

function time() {
  return new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
}

/* A new sign-in in another tab makes a new token: it stands in the cookie, while the page still holds the old one.
   Without any cookie the server refuses (403) until there is a sign-in. */
function renewToken(form) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) {
    form.elements.csrfmiddlewaretoken.value = token;
  }
}

class Review {
  constructor(element) {
    this.element = element;
    this.form = element.closest("form");
    this.prefix = element.dataset.reviewPrefix || "";
    this.changed = false;
    this.saving = null;
    element.addEventListener("input", () => this.note(PAUSE));
    element.addEventListener("change", () => this.note(0));
  }

  note(pause) {
    this.changed = true;
    this.plan(pause);
  }

  plan(pause) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), pause);
  }

  field(name) {
    return this.element.querySelector(`[name="${this.prefix}${name}"]`);
  }

  typed() {
    const typed = new FormData();
    renewToken(this.form);
    for (const [name, value] of new FormData(this.form)) {
      if (name.startsWith(this.prefix)) {
        typed.append(name.slice(this.prefix.length), value);
      }
    }
    typed.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    typed.set("draft", "review");
    return typed;
  }

  say(text) {
    this.element.querySelector("[data-review-state]").textContent = text;
  }

  async save() {
    while (this.saving) {
      await this.saving;
    }
    if (!this.changed) {
      return;
    }
    window.clearTimeout(this.timer);
    this.changed = false;
    this.saving = this.send();
    await this.saving;
    this.saving = null;
  }

  async send() {
    try {
      const answer = await fetch(this.element.dataset.review, {
        method: "POST",
        body: this.typed(),
        redirect: "manual",
        keepalive: true,
      });
      if (answer.type === "opaqueredirect") {
        this.changed = true;
        this.say("Ihre Anmeldung ist abgelaufen. Bitte speichern Sie; nach der Anmeldung steht alles wieder hier.");
        return;
      }
      if (answer.status === 403) {
        this.changed = true;
        this.say("Sie sind nicht mehr angemeldet. Bitte melden Sie sich in einem neuen Fenster an; dann wird hier gespeichert.");
        this.plan(RETRY);
        return;
      }
      if (answer.headers.get("Content-Type") !== "application/json") {
        throw new Error(answer.statusText);
      }
      this.show(await answer.json());
    } catch {
      this.changed = true;
      this.say("Nicht gespeichert; ein neuer Versuch folgt. Ihre Eingaben stehen noch auf dieser Seite.");
      this.plan(RETRY);
    }
  }

  show({ message, version, open, state }) {
    if (message) {
      this.say(message);
      return;
    }
    this.field("version").value = version;
    this.say(`Gespeichert um ${time()} Uhr`);
    const done = this.element.querySelector("[data-review-done]");
    if (done) {
      done.textContent = state;
    }
    document.querySelector("[data-review-open]").textContent = open;
  }
}

const reviews = [...document.querySelectorAll("[data-review]")].map((element) => new Review(element));

/* Whoever leaves the page within the pause loses nothing either. */
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    reviews.forEach((review) => review.save());
  }
});

/* The button sends what the page holds; a save that is under way comes first, since it changes the version. */
for (const form of new Set(reviews.map((review) => review.form))) {
  form.addEventListener("submit", async (event) => {
    const own = reviews.filter((review) => review.form === form);
    const underWay = own.map((review) => review.saving).filter(Boolean);
    renewToken(form);
    own.forEach((review) => window.clearTimeout(review.timer));
    if (underWay.length) {
      event.preventDefault();
      await Promise.all(underWay);
      form.requestSubmit(event.submitter);
    } else {
      own.forEach((review) => {
        review.changed = false;
      });
    }
  });
}

/* Strg+Enter: save and go on. */
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && reviews.some((review) => review.form === form)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
