// The rules of the form that is open: hides what does not apply, marks what is required, shows what is calculated and
// what is not allowed, while one types. Loaded by forms that have rules; the server decides all of it again.
//
// Invariants: a question that is hidden keeps its answer in the page and in the draft, and is not sent, because its
// controls are disabled; shown again, it has its answer back. Questions that do not apply count as blank.

import { PRESENT, evaluate, isTrue, printed, readDay } from "./rule_language.js";
import { Num } from "./rule_numbers.js";

const MOST_RUNS = 5;
const DAY = 86_400_000;
const FIRST_DAY = readDay("1900-01-01").day;
const LAST_DAY = readDay("2100-12-31").day;

let form, rules, pending, runs;
/** Fields that a person has left: their constraints are told. */
const left = new WeakSet();
/** Choices that were taken back because they no longer fit. */
const taken = new WeakMap();

export function start(inspection) {
  form = inspection;
  rules = JSON.parse(document.getElementById("rules").textContent);
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
  for (const field of form.querySelectorAll("[data-field]")) able(field);
  // Choices that were taken back or given again change what applies.
  const isChanged = found.map((each) => filter(each, view)).some(Boolean);
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
    return !control.value.trim() || control.value === offered[control.name.split(".").pop()];
  });
}

/** What is entered; null if it is nothing or no valid answer, as on the server. */
function read(rule, name) {
  if ("given" in rule) return evaluate(rule.given, {});
  if (rule.type === "files") return hasFiles(name) ? PRESENT : null;
  const control = form.elements.namedItem(name);
  if (!control) return null;
  if (rule.type === "bool") return control.checked || (rule.must ? null : false);
  const text = control.value;
  if (!text.trim()) return null;
  if (rule.type === "number") return number(rule, text.trim());
  if (rule.type === "date") return day(control, text);
  return text;
}

function number(rule, text) {
  const found = Num.entered(text);
  if (!found || (text.startsWith("-") && !found.units) || found.scale > rule.decimals) return null;
  const isBelow = rule.min !== undefined && found.compare(Num.read(rule.min)) < 0;
  const isAbove = rule.max !== undefined && found.compare(Num.read(rule.max)) > 0;
  return isBelow || isAbove ? null : found;
}

function day(control, text) {
  const found = readDay(text);
  const isFuture = control.max && text > control.max;
  return found && !isFuture && found.day >= FIRST_DAY && found.day <= LAST_DAY ? found : null;
}

function hasFiles(name) {
  const box = form.querySelector(`[data-photos="${CSS.escape(name)}"]`);
  if (box) return Boolean(box.querySelector("[data-list] > li:not(.removed)"));
  return Boolean(form.elements.namedItem(name)?.value || form.elements.namedItem(`${name}_typed`)?.value.trim());
}

/** A calculated number as it is stored. */
const rounded = (rule, value) => (value instanceof Num ? value.rounded(rule.decimals) : value);

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
  const text = printed(value) || "–";
  const output = field.querySelector("output");
  if (output.value !== text) output.value = text;
}

function require(field, isRequired) {
  field.toggleAttribute("data-required", isRequired);
  field.querySelector("[data-tag]").hidden = !isRequired;
  const controls = field.querySelectorAll("select, textarea, input:not([type=hidden], [type=file], [name$=_typed])");
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

/** Disabled controls are not sent. */
function able(field) {
  const isAway = Boolean(field.closest("[data-field][hidden], section[hidden]"));
  for (const control of field.querySelectorAll("input, select, textarea, button")) {
    if (control.disabled !== isAway) control.disabled = isAway;
  }
}

// ---- Choices ----

/** Offers the choices that fit. A chosen one that does not is taken back, and given again when it does. */
function filter({ rule, name, where, applies }) {
  const field = fieldOf(name);
  if (!("filter" in rule) || !applies || !field) return false;
  const fits = (value) => isTrue(rule.filter, { ...where, columns: rule.columns[value] });
  const select = field.querySelector("select");
  return select ? filterSelect(select, fits) : filterButtons(field, fits);
}

function filterSelect(select, fits) {
  for (const option of select.options) {
    const isAway = Boolean(option.value) && !fits(option.value);
    option.hidden = isAway;
    option.disabled = isAway;
  }
  const before = select.value;
  if (before && !fits(before)) {
    taken.set(select, before);
    select.value = "";
  } else if (!before && taken.has(select) && fits(taken.get(select))) {
    select.value = taken.get(select);
    taken.delete(select);
  } else return false;
  select.dispatchEvent(new Event("changed", { bubbles: true }));
  return true;
}

function filterButtons(field, fits) {
  let isChanged = false;
  for (const button of field.querySelectorAll("input[type=radio]")) {
    const isAway = !fits(button.value);
    button.closest("label").hidden = isAway;
    button.disabled = isAway;
    if (isAway && button.checked) {
      button.checked = false;
      taken.set(field, button.value);
      isChanged = true;
    } else if (!isAway && taken.get(field) === button.value && !field.querySelector(":checked")) {
      button.checked = true;
      taken.delete(field);
      isChanged = true;
    }
  }
  return isChanged;
}

start(document.getElementById("inspection"));
