// Before a sign-out: says what is not sent yet, and makes sure that the page has the token of the session.

import { isKept } from "./kept_copy.js";
import { text } from "./page_texts.js";
import { all } from "./store.js";

/** Whether the person wants to sign out. */
export async function mayLeave(form, waiting) {
  const { person } = document.getElementById("network-chip").dataset;
  const [drafts] = await all("drafts").catch(() => [[]]);
  const count = waiting.length + drafts.filter((draft) => draft.person === person).length;
  if (count && !(await confirms(count))) return false;
  if (isKept()) {
    const session = await fetch("/offline/session", { cache: "no-store" }).then((answer) => answer.json(), () => ({}));
    form.elements.form_token.value = session.form_token ?? "";
  }
  return true;
}

function confirms(count) {
  const dialog = make("dialog", { className: "sheet sign-out-question" });
  const title = make("h2", { id: "sign-out-title", textContent: text("outbox-sign-out-title", { count }) });
  dialog.setAttribute("aria-labelledby", title.id);
  const stay = make("button", { type: "button", className: "button secondary", textContent: text("outbox-sign-out-stay") });
  const go = make("button", { type: "button", className: "button quiet danger", textContent: text("outbox-sign-out-go") });
  const file = make("a", { className: "button secondary", href: "/outbox#outbox-file", textContent: text("outbox-sign-out-file") });
  const buttons = make("p", { className: "in-outbox-buttons" });
  buttons.append(stay, file, go);
  dialog.append(title, make("p", { textContent: text("outbox-sign-out-about") }), buttons);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let leaves = false;
    stay.addEventListener("click", () => dialog.close());
    go.addEventListener("click", () => {
      leaves = true;
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(leaves);
    });
    dialog.showModal();
  });
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
