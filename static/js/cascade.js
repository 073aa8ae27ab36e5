// Linked choices: asset, then system, then description. The page carries every choice in groups and works so; here
// each list is cut down to what fits the choice above it.

import { text } from "./page_texts.js";
import { labelOf } from "./question.js";

const full = new WeakMap();

export function start(form) {
  form.addEventListener("change", ({ target }) => target.matches("[data-cascade]") && follow(form, target));
  form.addEventListener("card", ({ target }) => narrowAll(form, target));
  narrowAll(form, form);
}

function narrowAll(form, root) {
  for (const select of root.querySelectorAll("[data-cascade]")) narrow(chain(form, select), select);
}

/** After a choice: every deeper list is cut down anew, and loses an answer that no longer fits. */
function follow(form, changed) {
  const selects = chain(form, changed);
  for (const select of selects.slice(selects.indexOf(changed) + 1)) narrow(selects, select);
}

/** The selects that belong together, outermost first. */
function chain(form, select) {
  const home = select.closest("[data-item]") ?? form;
  const same = home.querySelectorAll(`[data-cascade="${CSS.escape(select.dataset.cascade)}"]`);
  return [...same].sort((a, b) => a.dataset.level - b.dataset.level);
}

function narrow(selects, select) {
  const level = selects.indexOf(select);
  if (level === 0) return;
  const parents = selects.slice(0, level).map((parent) => parent.value);
  const { first, label, groups } = remember(select);
  const chosen = select.value;
  const options = parents.includes("") ? [] : (groups.get(parents.join("/")) ?? []);
  first.textContent = options.length ? label : text("script-choose-above", { question: labelOf(firstOpen(selects)) });
  select.replaceChildren(first, ...options);
  select.value = options.some((option) => option.value === chosen) ? chosen : "";
}

/** The outermost list without an answer: without it, the lists below have no choices. */
const firstOpen = (selects) => (selects.find((select) => !select.value) ?? selects[0]).closest(".field");

/** The complete lists as the page brought them, taken before the first cut. */
function remember(select) {
  if (!full.has(select)) {
    const first = select.querySelector('option[value=""]');
    const groups = new Map();
    for (const group of select.querySelectorAll("optgroup")) {
      groups.set(group.dataset.parent, [...group.querySelectorAll("option")]);
    }
    full.set(select, { first, label: first.textContent, groups });
  }
  return full.get(select);
}
