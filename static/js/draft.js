/* Keeps a draft of a long form on the server while someone writes (common/drafts.py), and says so below the heading.
   The form's page itself takes the draft: a POST with draft=save. Without this script the form works as usual. */

const PAUSE = 2000;

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
    const typed = new FormData(form);
    typed.set("draft", "save");
    request.abort();
    request = new AbortController();
    try {
      const answer = await fetch(window.location.pathname, {
        method: "POST",
        body: typed,
        redirect: "error",
        signal: request.signal,
      });
      if (!answer.ok) {
        throw new Error(answer.statusText);
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
      const typed = new FormData(form);
      typed.set("draft", "save");
      navigator.sendBeacon(window.location.pathname, typed);
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
