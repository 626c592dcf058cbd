/* Uploads files as soon as they are chosen, with a progress bar for each, and removes them again. Without this script the
   form sends its files itself, and "Entfernen" is an ordinary button of the form. */

const MB = 1024 * 1024;
const MAX_FILE = 20 * MB;
const WAIT = "Dateien werden noch hochgeladen …";
const FAILED = "Die Datei kam nicht an. Bitte prüfen Sie die Verbindung und wählen Sie sie noch einmal.";

function inWords(bytes) {
  return bytes < MB ? `${Math.ceil(bytes / 1024)} KB` : `${(Math.ceil((10 * bytes) / MB) / 10).toLocaleString("de-DE")} MB`;
}

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

function entryFor(list, name) {
  const entry = document.querySelector("[data-files-entry]").content.firstElementChild.cloneNode(true);
  entry.querySelector(".files__name").textContent = name;
  entry.querySelector("progress").setAttribute("aria-label", `${name} wird hochgeladen`);
  list.append(entry);
  return entry;
}

function refuse(entry, sentence) {
  entry.classList.add("files__entry--refused");
  entry.querySelector(".files__about").textContent = sentence;
  entry.querySelector("progress")?.remove();
  announce(`${entry.querySelector(".files__name").textContent}: ${sentence}`);
}

/* A picture and the answer to a question replace the file before. */
function finish(entry, stored, replaces) {
  if (replaces) {
    entry.parentElement.querySelectorAll(`[data-field="${replaces}"]`).forEach((former) => former.remove());
    entry.dataset.field = replaces;
  }
  document.querySelector(`[data-files] button[value="${stored.id}"]`)?.closest("li").remove();
  entry.querySelector(".files__name").textContent = stored.name;
  entry.querySelector(".files__about").textContent = [stored.kind, inWords(stored.size), stored.note].filter(Boolean).join(", ");
  entry.querySelector("progress").remove();
  const button = entry.querySelector("button");
  button.value = stored.id;
  button.hidden = false;
  button.setAttribute("aria-label", `Entfernen: ${stored.name}`);
  window.history.replaceState(null, "", stored.url);
  announce(stored.note || `${stored.name} ist hochgeladen.`);
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(input, file, url, list) {
  const entry = entryFor(list, file.name);
  if (file.size > MAX_FILE) {
    refuse(entry, `Die Datei ist ${inWords(file.size)} groß, erlaubt sind 20 MB. Bitte verkleinern Sie sie.`);
    return Promise.resolve();
  }
  const content = new FormData();
  content.set("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
  content.set("key", input.form.elements.key.value);
  content.set("field", input.name);
  content.set("file", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      entry.querySelector("progress").value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    });
    request.addEventListener("load", () => {
      const answer = answerOf(request);
      if (request.status === 200) {
        finish(entry, answer, input.multiple ? "" : input.name);
      } else {
        refuse(entry, answer.message || FAILED);
      }
    });
    request.addEventListener("error", () => refuse(entry, FAILED));
    request.addEventListener("loadend", resolve);
    request.send(content);
  });
}

async function remove(button) {
  const entry = button.closest("li");
  const name = entry.querySelector(".files__name").textContent;
  const content = new FormData();
  content.set("csrfmiddlewaretoken", button.form.elements.csrfmiddlewaretoken.value);
  content.set("key", button.form.elements.key.value);
  content.set("remove", button.value);
  const input = button.form.querySelector("input[type=file]");
  try {
    const answer = await fetch(button.dataset.url, { method: "POST", body: content, headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    entry.remove();
    announce(`${name} ist entfernt.`);
    input.focus();
  } catch {
    announce(`${name} ließ sich nicht entfernen. Bitte versuchen Sie es noch einmal.`);
  }
}

document.querySelectorAll("[data-upload-url]").forEach((place) => {
  const list = place.querySelector("[data-files]");
  if (!list) {
    return;
  }
  const url = place.dataset.uploadUrl;
  let uploads = Promise.resolve();
  let pending = 0;
  let isWaiting = false;
  place.querySelector("[data-files-button]").hidden = true;
  place.addEventListener("change", (event) => {
    const input = event.target.closest("[data-upload]");
    if (!input) {
      return;
    }
    const files = [...input.files];
    input.value = "";
    list.querySelectorAll(".files__entry--refused").forEach((entry) => entry.remove());
    for (const file of files) {
      pending += 1;
      uploads = uploads.then(() => send(input, file, url, list)).then(() => {
        pending -= 1;
      });
    }
  });

  /* Leaving the page would break off what is on its way: the form is sent once all has arrived, unless a file was refused. */
  place.addEventListener("submit", async (event) => {
    if (!pending) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (isWaiting) {
      return;
    }
    isWaiting = true;
    const label = event.target.querySelector(".form__actions .kern-btn--primary .kern-label");
    const wording = label.textContent;
    label.textContent = WAIT;
    announce(WAIT);
    while (pending) {
      await uploads;
    }
    isWaiting = false;
    label.textContent = wording;
    const refused = list.querySelector(".files__entry--refused");
    if (refused) {
      refused.scrollIntoView({ block: "center" });
    } else {
      event.target.requestSubmit(event.submitter);
    }
  }, { capture: true });
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=remove]");
    if (button) {
      event.preventDefault();
      button.dataset.url = url;
      remove(button);
    }
  });
});
