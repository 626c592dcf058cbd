/* Keeps a draft of a long form on the server while someone writes (common/drafts.py), and says so below the heading.
   The form's address takes the draft: a POST with draft=save, or with the value of data-draft. An answer in JSON may
   name the page where the draft lies (url) and what to tell (message). Without this script the form works as usual. */

const PAUSE = 2000;

/* What is typed; files go their own way. */
function typedIn(form) {
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) {
    if (value instanceof File) {
      typed.delete(name);
    }
  }
  typed.set("draft", form.dataset.draft || "save");
  return typed;
}

async function read(answer) {
  return answer.headers.get("Content-Type") === "application/json" ? answer.json() : {};
}

function watch(form) {
  const state = document.querySelector("[data-draft-state]");
  let timer = 0;
  let request = new AbortController();
  let isSent = false;

  function say(text) {
    if (state) {
      state.textContent = text;
    }
  }

  async function save() {
    request.abort();
    request = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: typedIn(form),
        redirect: "error",
        signal: request.signal,
      });
      const { url, message } = await read(answer);
      if (message) {
        say(message);
        return;
      }
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      if (url) {
        window.history.replaceState(null, "", url);
      }
      const now = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
      say(`Entwurf gesichert um ${now} Uhr.`);
    } catch (error) {
      if (error.name !== "AbortError") {
        say("Der Entwurf ist gerade nicht gesichert. Ihr Text steht noch auf dieser Seite.");
      }
    }
  }

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });

  /* Whoever leaves the page within the pause loses nothing either. */
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer && !isSent) {
      navigator.sendBeacon(form.action, typedIn(form));
    }
  });

  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    window.clearTimeout(timer);
    request.abort();
  });

  /* Back from the next page: the form is on the screen again. */
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
}

document.querySelectorAll("form[data-draft]").forEach(watch);
