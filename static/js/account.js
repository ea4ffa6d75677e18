// What the account pages offer beyond plain forms. Without this script they work all the same.

// Two clicks send a form once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// A password can be looked at while it is typed.
for (const field of document.querySelectorAll("input[type=password]")) {
  const label = document.querySelector(`label[for="${field.id}"]`);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "show-password";
  button.setAttribute("aria-controls", field.id);
  const row = document.createElement("div");
  row.className = "password-row";
  field.replaceWith(row);
  row.append(field, button);

  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Verbergen" : "Anzeigen";
    button.setAttribute("aria-label", `${button.textContent}: ${label.textContent}`);
  };
  show(false);
  button.addEventListener("click", () => show(field.type === "password"));
  // Sent as a password again, so that no browser remembers it among plain texts.
  field.form.addEventListener("submit", () => show(false));
}

// Passkeys need a script; so does everything that belongs to them.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
}

const PASSKEY_TROUBLES = {
  InvalidStateError: "Dieses Gerät ist schon eingerichtet.",
  SecurityError: "Passkeys gehen nur unter der richtigen Adresse dieser Website und mit HTTPS.",
};
const PASSKEY_STOPPED = "Das wurde abgebrochen oder hat zu lange gedauert. Bitte versuchen Sie es noch einmal.";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-error]")) {
    place.textContent = PASSKEY_TROUBLES[event.detail.exception.name] ?? PASSKEY_STOPPED;
    place.hidden = false;
  }
});
