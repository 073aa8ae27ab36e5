// Shows a refusal of the server just as the server's own page would: a summary with links first, the same sentence at
// each question, nothing cleared.

import { text } from "./page_texts.js";

/** The title without the mark of a page that was refused already. */
const title = document.title.replace(text("common-error-title", { title: "" }), "");

export function clearErrors(form) {
  document.getElementById("error-summary")?.remove();
  for (const error of form.querySelectorAll("p.error")) {
    for (const control of form.querySelectorAll(`[aria-describedby~="${CSS.escape(error.id)}"]`)) {
      describe(control, (ids) => ids.filter((id) => id !== error.id));
    }
    error.remove();
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
  document.title = title;
  judged(form);
}

/** The states of sections and items follow. */
const judged = (form) => form.dispatchEvent(new Event("judged"));

/** Shows each complaint at its question, and moves the focus to the summary. */
export function showErrors(form, fields) {
  clearErrors(form);
  document.title = text("common-error-title", { title });
  const summary = make("div", { className: "error-summary", id: "error-summary", tabIndex: -1 });
  summary.setAttribute("role", "alert");
  const list = make("ul", {});
  for (const { name, message } of fields) {
    const home = homeOf(form, name);
    const line = make("li", {});
    line.append(home ? make("a", { href: `#${mark(home, name, message)}`, textContent: message }) : message);
    list.append(line);
  }
  summary.append(make("h2", { textContent: text("form-problem") }), list);
  form.prepend(summary);
  judged(form);
  summary.focus();
}

/** Where the question `name` stands: a field, a list of photos, a signature, a group of items, the field of one of its
 * parts, or a lone control. */
function homeOf(form, name) {
  const places = ["field", "photos", "signature", "items"].map((kind) => `[data-${kind}="${CSS.escape(name)}"]`);
  const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
  return form.querySelector(places.join()) ?? control?.closest("[data-field]") ?? control?.parentElement;
}

/** Puts the sentence at the question; answers the id that the summary leads to. */
function mark(home, name, message) {
  const id = `e-${name}`;
  const target = `f-${name}`;
  const known = document.getElementById(id);
  if (known) {
    known.append(` ${message}`);
    return document.getElementById(target) ? target : id;
  }
  const error = make("p", { className: "error", id, textContent: message });
  if (home.dataset.items) {
    error.tabIndex = -1;
    home.before(error);
    return id;
  }
  const control = document.getElementById(target) ?? home.querySelector("input:not([type=hidden]), select, textarea");
  const before = home.querySelector(":scope > .hint") ?? home.querySelector(":scope > :is(label, legend, .label)");
  if (before && !before.contains(control)) before.after(error);
  else home.prepend(error);
  home.classList.add("wrong");
  control.id ||= target;
  control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => [...ids, id]);
  return control.id;
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
