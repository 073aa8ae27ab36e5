// Signs in again from within the page of a form whose session has ended or was replaced by another one. Nothing of the
// form changes but its token: a tab of its own does the sign-in, with whatever factors it needs, and reports back.

let running;

/** Resolves to whether the page has the token of a valid session of the same person now. */
export function renew() {
  running ??= attempt(document.getElementById("inspection")).finally(() => (running = undefined));
  return running;
}

async function attempt(form) {
  try {
    return (await takeOver(form)) === "same" || (await ask(form));
  } catch (problem) {
    console.warn(problem);
    return false;
  }
}

/** Takes the token of the present session, unless somebody else has signed in: the form is not theirs. */
async function takeOver(form) {
  // The page of a correction may be gone while the session is there.
  if (form.dataset.corrects) return takeToken(form, await askForSession());
  const response = await fetch(form.action, { headers: { Accept: "text/html" }, redirect: "manual", cache: "no-store" });
  if (!response.ok) return "nobody";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const other = page.getElementById("inspection");
  const token = other?.querySelector("input[name=form_token]")?.value ?? "";
  return takeToken(form, other && { person: other.dataset.person, form_token: token });
}

/** {person, form_token} of the session; nothing if there is none. */
async function askForSession() {
  const response = await fetch("/offline/session", { headers: { Accept: "application/json" }, cache: "no-store" });
  return response.ok ? response.json() : undefined;
}

function takeToken(form, session) {
  if (!session) return "nobody";
  if (session.person !== form.dataset.person) return "other";
  for (const field of document.querySelectorAll("input[name=form_token]")) field.value = session.form_token;
  return "same";
}

async function ask(form) {
  const response = await fetch("/sign-in/dialog", { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const dialog = document.importNode(page.querySelector("dialog"), true);
  document.body.append(dialog);
  const channel = new BroadcastChannel("injaaz-session");
  return new Promise((resolve) => {
    const end = (signedIn) => {
      channel.close();
      removeEventListener("focus", look);
      dialog.remove();
      resolve(signedIn);
    };
    const look = async () => {
      const found = await takeOver(form).catch(() => "nobody");
      dialog.querySelector("[data-other]").hidden = found !== "other";
      if (found === "same") end(true);
    };
    channel.onmessage = look;
    // Somebody may have signed in elsewhere.
    addEventListener("focus", look);
    dialog.addEventListener("close", () => end(false));
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    dialog.querySelector("a").addEventListener("click", (event) => {
      event.preventDefault();
      // A tab that a script has opened can close itself.
      open(event.currentTarget.href);
    });
    dialog.showModal();
  });
}
