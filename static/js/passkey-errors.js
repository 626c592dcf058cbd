// Says why a passkey did not work. allauth's script reports an error as the event "allauth.error" on the document.
(() => {
  const REASONS = {
    NotAllowedError: "Der Vorgang wurde abgebrochen oder hat zu lange gedauert. Bitte versuchen Sie es noch einmal.",
    InvalidStateError: "Dieser Passkey ist schon eingerichtet. Bitte wählen Sie ein anderes Gerät.",
    SecurityError:
      "Unter dieser Adresse lässt der Browser keine Passkeys zu. Sie brauchen eine verschlüsselte Verbindung und einen Namen statt einer IP-Adresse.",
    NotSupportedError: "Ihr Gerät unterstützt diese Art von Passkey nicht.",
  };
  const OTHER = "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal, oder nutzen Sie die Authenticator-App.";

  const text = (error) => {
    if (!window.PublicKeyCredential) return "Ihr Browser unterstützt hier keine Passkeys.";
    return REASONS[error.name] || OTHER;
  };

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    let alert = document.getElementById("passkey-error");
    if (!alert) {
      alert = document.createElement("div");
      alert.id = "passkey-error";
      alert.className = "kern-alert kern-alert--danger";
      alert.setAttribute("role", "alert");
      document.querySelector("main h1").after(alert);
    }
    const title = document.createElement("p");
    title.className = "kern-title";
    title.textContent = text(event.detail.exception);
    const header = document.createElement("div");
    header.className = "kern-alert__header";
    header.append(title);
    alert.replaceChildren(header);
  });
})();
