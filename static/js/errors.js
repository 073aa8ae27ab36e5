// Shows a refusal of the server just as the server's own page would: a summary with links first, the same sentence at
// each question, nothing cleared.

import { words } from "./texts.js";

const title = document.title;

export function clearErrors(form) {
  document.getElementById("error-summary")?.remove();
  for (const error of form.querySelectorAll("p.error")) {
    for (const control of form.querySelectorAll(`[aria-describedby~="${CSS.escape(error.id)}"]`)) {
      control.removeAttribute("aria-invalid");
      describe(control, (ids) => ids.filter((id) => id !== error.id));
    }
    error.remove();
  }
  document.title = title;
}

/** Shows each complaint at its question, and moves the focus to the summary. */
export function showErrors(form, fields) {
  clearErrors(form);
  document.title = words.errorTitle(title);
  const summary = make("div", { className: "error-summary", id: "error-summary", tabIndex: -1 });
  summary.setAttribute("role", "alert");
  const list = make("ul", {});
  for (const { name, message } of fields) {
    const home = homeOf(form, name);
    const control = home && mark(home, name, message);
    const link = control && make("a", { href: `#${control.id}`, textContent: message });
    const line = make("li", link ? {} : { textContent: message });
    if (link) line.append(link);
    list.append(line);
  }
  summary.append(make("h2", { textContent: words.problem }), list);
  form.prepend(summary);
  summary.focus();
}

/** Where the question `name` stands: a field, a list of photos, a signature, a group of items, or a lone control. */
function homeOf(form, name) {
  const places = ["field", "photos", "signature", "items"].map((kind) => `[data-${kind}="${CSS.escape(name)}"]`);
  return form.querySelector(places.join()) ?? form.elements[name]?.parentElement;
}

/** Puts the sentence at the question; answers the control that the summary leads to. */
function mark(home, name, message) {
  const id = `e-${name}`;
  const control = home.querySelector(":is(input:not([type=hidden]), select, textarea, button)");
  if (document.getElementById(id)) return control;
  const error = make("p", { className: "error", id, textContent: message });
  const before = home.querySelector(":scope > .hint") ?? home.querySelector(":scope > :is(label, legend)");
  if (before && !before.contains(control)) before.after(error);
  else home.prepend(error);
  if (!control) return null;
  if (!control.id) control.id = `f-${name}`;
  control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => [...ids, id]);
  return control;
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
