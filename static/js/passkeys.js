// Passkeys: asks the device of whoever sits in front of the page, and carries its answer to the server. The forms are
// hidden where there is no script or no device; everything else on the pages works without.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

class Refused extends Error {}

async function post(form, address, body) {
  const token = form.querySelector("[name=form_token]")?.value;
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (token) headers["X-Form-Token"] = token;
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error || form.dataset.refused);
  return said;
}

async function register(form) {
  const options = await post(form, "/account/factors/passkeys/start", {});
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  for (const known of options.excludeCredentials) known.id = bytes(known.id);
  const { response } = await navigator.credentials.create({ publicKey: options });
  const credential = { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) };
  return post(form, "/account/factors/passkeys/finish", { name: form.elements.name.value, credential });
}

async function signIn(form) {
  const options = await post(form, "/sign-in/passkey/start", {});
  options.challenge = bytes(options.challenge);
  for (const known of options.allowCredentials) known.id = bytes(known.id);
  const { rawId, response } = await navigator.credentials.get({ publicKey: options });
  const credential = {
    id: text(rawId),
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle && response.userHandle.byteLength ? text(response.userHandle) : null,
  };
  return post(form, "/sign-in/passkey/finish", { next: form.dataset.next || "/", credential });
}

function connect(form, ceremony) {
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    button.disabled = true;
    try {
      const { to } = await ceremony(form);
      location.assign(to);
    } catch (error) {
      said.textContent = error instanceof Refused ? error.message : form.dataset.stopped;
      button.disabled = false;
      button.focus();
    }
  });
}

if (window.PublicKeyCredential) {
  const create = document.getElementById("passkey-new");
  if (create) connect(create, register);
  for (const form of document.querySelectorAll("[data-passkey]")) connect(form, signIn);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
