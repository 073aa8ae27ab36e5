// The answers of the site's last visit. Which visit it is, and what may be filled in, is the server's to say: the form is
// posted as it is, and the answer names what was blank. Nothing that was entered here changes.

import { fill, read } from "./answers.js";
import { rebuild, structure } from "./items.js";
import { notice } from "./notice.js";
import { text } from "./page_texts.js";
import { renew } from "./upload.js";

const PATIENCE = 15_000;

let asked;

const buttonOf = (form) => form.querySelector("[data-copy]");

/** The button names the visit once the site is known. */
export async function name(form) {
  const button = buttonOf(form);
  const site = form.elements[form.dataset.site]?.value.trim() ?? "";
  if (!button || site === asked) return;
  asked = site;
  button.dataset.label ??= button.textContent;
  const label = site && (await labelOf(form, site).catch(console.warn));
  if (site === asked) button.textContent = label || button.dataset.label;
}

async function labelOf(form, site) {
  const address = `/suggestions/${encodeURIComponent(form.dataset.form)}/last-visit?${new URLSearchParams({ site })}`;
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  return response.ok ? (await response.json()).label : null;
}

/** Fills in what is blank, and says from which visit. */
export async function copy(form, button) {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  form.inert = true;
  const status = button.parentElement.querySelector("[data-status]");
  status.textContent = "";
  let found;
  try {
    found = await post(form);
  } catch (problem) {
    console.warn(problem);
    status.textContent = button.dataset.failed;
  } finally {
    form.inert = false;
    button.removeAttribute("aria-disabled");
    button.focus({ preventScroll: true });
  }
  if (!found) return;
  if (found.error || !found.url) {
    status.textContent = found.error ?? found.sentence;
    return;
  }
  const before = { items: structure(form), answers: read(form) };
  // Photos and drawings that have not reached the server are not in the post.
  const groups = found.items.filter(([name]) => !holdsFiles(form, name));
  const left = found.items.map(([name]) => name).filter((name) => !groups.some(([group]) => group === name));
  const answers = found.answers.filter(([name]) => !left.some((group) => name.startsWith(`${group}.`)));
  show(form, groups, answers);
  const undo = () => show(form, before.items.filter(([name]) => groups.some(([group]) => group === name)), before.answers, true);
  const choices = [
    [found.link, () => open(found.url)],
    [text("form-undo"), undo],
  ];
  notice(form, found.sentence, answers.length ? choices : choices.slice(0, 1));
}

function holdsFiles(form, name) {
  const group = form.querySelector(`[data-items="${CSS.escape(name)}"]`);
  return Boolean(group?.querySelector("[data-list] > li, .signed-plate:not([hidden])"));
}

function show(form, groups, answers, isAll = false) {
  for (const [name, indexes] of groups) rebuild(form, name, indexes);
  const names = new Set(answers.map(([name]) => name));
  const others = isAll ? [] : read(form).filter(([name]) => !names.has(name));
  fill(form, [...others, ...answers]);
  form.dispatchEvent(new Event("changed", { bubbles: true }));
}

async function post(form, renewed = false) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  body.append("do", "copy");
  const headers = { Accept: "application/json" };
  const response = await fetch(form.action, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
  if ([401, 403].includes(response.status) && !renewed && (await renew())) return post(form, true);
  return response.json();
}
