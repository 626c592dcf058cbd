/* "Link kopieren": copies the full address of a link and says so in the page's live region. */

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

async function copyLink(link) {
  const icon = link.querySelector(".kern-icon");
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    /* No right to the clipboard: the link shows its address in the address bar instead. */
    window.location.assign(link.href);
    announce("Die Adresse steht jetzt in der Adresszeile.");
    return;
  }
  announce("Link kopiert.");
  icon?.classList.replace("kern-icon--content-copy", "kern-icon--check");
  window.setTimeout(() => {
    announce("");
    icon?.classList.replace("kern-icon--check", "kern-icon--content-copy");
  }, 2000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-copy-link]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    copyLink(link);
  }
});
