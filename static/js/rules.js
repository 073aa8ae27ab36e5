// The rules of the form that is open: hides what does not apply, marks what is required, shows what is calculated and
// what is not allowed, while one types. Loaded by forms that have rules; the server decides all of it again.
//
// Invariants: a question that is hidden keeps its answer in the page and in the draft, and is not sent, because its
// controls are disabled; shown again, it has its answer back. Questions that do not apply count as blank.

import { PRESENT, evaluate, isTrue } from "./rule_language.js";

const MOST_RUNS = 5;
const DAY = 86_400_000;

let form, rules, pending, runs;
/** Numbers, dates and functions; choice filters; and cards: loaded by forms that need them. */
let functions, choices, items;
/** Fields that a person has left: their constraints are told. */
const left = new WeakSet();

async function start(inspection) {
  form = inspection;
  rules = JSON.parse(document.getElementById("rules").textContent);
  if (rules.hasFunctions) functions = await import("./rule_functions.js");
  if (rules.hasFilters) choices = await import("./rule_choices.js");
  if (rules.counts.length) items = await import("./items.js");
  form.dataset.ruled = "";
  for (const kind of ["input", "change", "changed", "card", "card-renamed", "card-restored", "rebuilt", "restored"]) {
    form.addEventListener(kind, soon);
  }
  form.addEventListener("change", ({ target }) => {
    const field = target.closest?.("[data-field]");
    if (field) left.add(field);
  });
  run();
}

/** Once for all events of a moment. */
function soon() {
  if (pending) return;
  pending = true;
  runs = 0;
  queueMicrotask(run);
}

function run() {
  pending = false;
  const view = { top: {}, groups: rules.groups.map(() => []), now: now() };
  const found = values(view);
  for (const each of found) apply(each, view);
  for (const [id, tree] of rules.sections) showSection(id, isTrue(tree, view));
  for (const [group, tree, max] of rules.counts) fit(rules.groups[group], functions.itemCount(evaluate(tree, view), max));
  for (const field of form.querySelectorAll("[data-field]")) able(field);
  // Choices that were taken back or given again change what applies.
  const isChanged = choices && found.map((each) => choices.filter(fieldOf(each.name), each)).some(Boolean);
  runs = (runs ?? 0) + 1;
  if (isChanged && runs < MOST_RUNS) queueMicrotask(run);
}

/** The present day and time of the device, in whole seconds. */
function now() {
  const date = new Date();
  const local = date.getTime() - date.getTimezoneOffset() * 60_000;
  const day = Math.floor(local / DAY);
  return { day, second: Math.floor((local - day * DAY) / 1000) };
}

// ---- Values ----

/** Fills the view in the order of evaluation; returns each question with where it stands and what it is worth. */
function values(view) {
  const found = [];
  const cards = rules.groups.map(cardsOf);
  for (const [group, all] of cards.entries()) view.groups[group] = all.filter(({ isEmpty }) => !isEmpty).map(({ self }) => self);
  const one = (rule, card) => {
    const where = card ? { ...view, group: rule.group, item: card.item, self: card.self } : view;
    const answers = card ? card.self : view.top;
    const name = card ? `${rules.groups[rule.group]}.${card.index}.${rule.name}` : rule.name;
    const applies = (rule.relevant ?? []).every((tree) => isTrue(tree, where));
    let value = null;
    if (applies) value = "calculation" in rule ? rounded(rule, evaluate(rule.calculation, where)) : read(rule, name);
    answers[rule.name] = value;
    found.push({ rule, name, where, value, applies });
  };
  for (const rule of rules.order) {
    if (rule.isGroup) {
      if (!rule.relevant.every((tree) => isTrue(tree, view))) view.groups[rule.group] = [];
    } else if (rule.group === undefined) one(rule);
    else for (const card of cards[rule.group]) one(rule, card);
  }
  return found;
}

/** The items of a group on the page. An empty item does not count for the others. */
function cardsOf(group) {
  let item = 0;
  return [...form.querySelectorAll(`[data-items="${CSS.escape(group)}"] > [data-item]`)].map((card) => {
    const isEmpty = isUntouched(card, group);
    const found = { index: card.dataset.item, item, isEmpty, self: {} };
    if (!isEmpty) item += 1;
    return found;
  });
}

function isUntouched(card, group) {
  const offered = rules.offered[group] ?? {};
  if (card.querySelector("[data-list] > li:not(.removed)")) return false;
  const controls = card.querySelectorAll("input:not([type=file]), select, textarea");
  return [...controls].every((control) => {
    if (!control.name || control.disabled) return true;
    const isMark = control.type === "radio" || control.type === "checkbox";
    if (isMark && !control.checked) return true;
    return !control.value.trim() || [offered[control.name.split(".").pop()]].flat().includes(control.value);
  });
}

/** What is entered; null if it is nothing or no valid answer, as on the server. */
function read(rule, name) {
  if ("given" in rule) return evaluate(rule.given, {});
  if (rule.type === "many") return functions.readChoices(rule, fieldOf(name));
  if (rule.type === "files") return hasFiles(name) ? PRESENT : null;
  const control = form.elements.namedItem(name);
  if (!control) return null;
  if (rule.type === "bool") return control.checked || (rule.must ? null : false);
  const text = control.value;
  if (!text.trim()) return null;
  if (rule.type === "number") return functions.readNumber(rule, text.trim());
  if (rule.type === "time") return functions.readAnswerTime(rule, text.trim());
  if (rule.type === "date") return functions.readAnswerDay(control, text);
  return text;
}

function hasFiles(name) {
  const box = form.querySelector(`[data-photos="${CSS.escape(name)}"]`);
  if (box) return Boolean(box.querySelector("[data-list] > li:not(.removed)"));
  if (form.elements.namedItem(`${name}_lat`)) return ["_lat", "_lon"].every((part) => form.elements.namedItem(name + part).value.trim());
  return Boolean(form.elements.namedItem(name)?.value || form.elements.namedItem(`${name}_typed`)?.value.trim());
}

/** A calculated number as it is stored. */
const rounded = (rule, value) => (value?.rounded ? value.rounded(rule.decimals) : value);

// ---- What the page shows ----

const fieldOf = (name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`);

function apply({ rule, name, where, value, applies }) {
  const field = fieldOf(name);
  if (!field) return;
  field.hidden = !applies;
  if ("calculation" in rule) show(field, value);
  if ("required" in rule) require(field, applies && isTrue(rule.required, where));
  if ("constraint" in rule) {
    const isBroken = value !== null && value !== false && !isTrue(rule.constraint, { ...where, own: value });
    complain(field, name, isBroken && left.has(field) ? rule.message : "");
  }
}

function show(field, value) {
  const text = functions.printed(value) || "–";
  const output = field.querySelector("output");
  if (output.value !== text) output.value = text;
}

function require(field, isRequired) {
  field.toggleAttribute("data-required", isRequired);
  const tag = field.querySelector("[data-tag]");
  if (tag) tag.hidden = !isRequired;
  const controls = field.querySelectorAll("select, textarea, input:not([type=hidden], [type=file], [name$=_typed], [data-many] *, [data-coordinate])");
  for (const control of controls) control.required = isRequired;
}

/** Says what is not allowed, or takes it away again. What the server has said stays. */
function complain(field, name, message) {
  const known = field.querySelector(":scope > [data-broken]");
  if (known?.textContent === message || (!known && !message)) return;
  known?.remove();
  const control = field.querySelector("select, textarea, input:not([type=hidden])");
  const id = `c-${name}`;
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  const isWrong = Boolean(message) || Boolean(field.querySelector(":scope > .error"));
  if (message) {
    const error = Object.assign(document.createElement("p"), { className: "error", id, textContent: message });
    error.dataset.broken = "";
    error.setAttribute("role", "alert");
    const before = field.querySelector(":scope > .hint:not(.condition)") ?? field.querySelector(":scope > :is(label, legend, .label)");
    before.after(error);
    ids.push(id);
  }
  field.classList.toggle("wrong", isWrong);
  control.toggleAttribute("aria-invalid", false);
  if (isWrong) control.setAttribute("aria-invalid", "true");
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

/** A section that does not apply goes from the list too. */
function showSection(id, applies) {
  document.getElementById(`section-${id}`).hidden = !applies;
  document.querySelector(`.contents a[href="#section-${CSS.escape(id)}"]`).closest("li").hidden = !applies;
}

/** As many items as the form asks for; null if it asks for no number of them. What does not apply waits. */
function fit(group, count) {
  const box = form.querySelector(`[data-items="${CSS.escape(group)}"]`);
  if (!box.closest("section").hidden) items.fit(box, count, (card) => isUntouched(card, group));
}

/** Disabled controls are not sent. Those that others have disabled, such as a photo on its way, stay so. */
function able(field) {
  const isAway = Boolean(field.closest("[data-field][hidden], section[hidden]"));
  for (const control of field.querySelectorAll("input, select, textarea, button")) {
    if (isAway && !control.disabled) {
      control.disabled = true;
      control.dataset.away = "";
    } else if (!isAway && "away" in control.dataset) {
      control.disabled = false;
      delete control.dataset.away;
    }
  }
}

start(document.getElementById("inspection")).catch(console.error);
