// Repeated items without a round trip: add, duplicate, move, remove, undo.
//
// Invariant: the indexes of the cards of a group ascend in the order of the page, because the server puts items in the
// order of their indexes. A card that changes its place gets another index, with all that is named after it.

import { fill, read } from "./answers.js";
import { text } from "./page_texts.js";
import { removeWithUndo } from "./undo.js";

/**
 * Of each group: its status line, the next index, which no card has or had on this page, and how many items its rule
 * asked for last.
 */
const state = new WeakMap();
const FIRST_CONTROL = "select, textarea, input:not([type=hidden])";

const indexOf = (card) => Number(card.dataset.item);
/** What the page calls a card: "Asset 2". */
const nameOf = (card) => card.querySelector("[data-name]").textContent.trim();
const cardsOf = (group) => [...group.querySelectorAll("[data-item]")];
const changed = (group) => group.dispatchEvent(new Event("changed", { bubbles: true }));

export function start(form) {
  for (const group of form.querySelectorAll("[data-items]")) {
    const indexes = cardsOf(group).map(indexOf);
    state.set(group, { status: addStatus(form, group), next: Math.max(-1, ...indexes) + 1 });
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-duplicate], [data-move], [data-remove]");
    if (!button) return;
    const group = groupOf(form, button.value.split(":")[1]);
    const card = button.closest("[data-item]");
    if (button.matches("[data-add]")) add(form, group);
    else if (button.matches("[data-duplicate]")) duplicate(form, group, card);
    else if (button.matches("[data-move]")) move(group, card, button);
    else remove(group, card);
    event.preventDefault();
  });
}

/** Makes the cards of a group those of a draft, empty: the answers follow. */
export function rebuild(form, name, indexes) {
  const group = groupOf(form, name);
  if (!group) return;
  for (const card of cardsOf(group)) card.remove();
  for (const index of indexes) insert(form, group, index);
  // The answers follow before this is said.
  queueMicrotask(() => group.dispatchEvent(new Event("rebuilt", { bubbles: true })));
}

/** The index of each card, by group. */
export function structure(form) {
  const groups = [...form.querySelectorAll("[data-items]")];
  return groups.map((group) => [group.dataset.items, cardsOf(group).map(indexOf)]);
}

function groupOf(form, name) {
  return form.querySelector(`[data-items="${CSS.escape(name)}"]`);
}

/** The line that says what happened; it must stand in the page before it has anything to say. */
function addStatus(form, group) {
  const status = document.createElement("p");
  status.className = "items-status";
  status.setAttribute("role", "status");
  const button = form.querySelector(`[data-add][value="add:${CSS.escape(group.dataset.items)}"]`);
  button.before(status);
  button.disabled = false; // a full group says so when asked, instead of not answering
  return status;
}

function add(form, group) {
  const card = hasRoom(group, asked(group)) && insert(form, group);
  if (!card) return;
  added(card);
  changed(group);
}

/** A person has added it: it is the one to fill in. */
function added(card) {
  card.dispatchEvent(new Event("card-added", { bubbles: true }));
  card.querySelector(FIRST_CONTROL)?.focus();
}

function duplicate(form, group, source) {
  const card = hasRoom(group, asked(group)) && insert(form, group);
  if (!card) return;
  const prefix = (of) => `${group.dataset.items}.${of.dataset.item}.`;
  fill(
    card,
    read(source).map(([name, value]) => [name.replace(prefix(source), prefix(card)), value]),
  );
  // Right behind its original, as on the server.
  source.after(card);
  arrange(group);
  state.get(group).status.textContent = text("script-item-copied", { from: nameOf(source), to: nameOf(card) });
  added(card);
  changed(group);
}

/** Moves an item one place up or down. */
function move(group, card, button) {
  const cards = cardsOf(group);
  const other = cards[cards.indexOf(card) + Number(button.dataset.move)];
  if (!other) return;
  if (button.dataset.move < 0) other.before(card);
  else other.after(card);
  arrange(group);
  state.get(group).status.textContent = text("script-item-moved", { name: nameOf(card), count: cards.length });
  card.scrollIntoView({ block: "nearest" });
  button.focus();
  changed(group);
}

/** Gives the cards ascending indexes, and the numbers that go with their places. */
function arrange(group) {
  const cards = cardsOf(group);
  const indexes = cards.map(indexOf).sort((a, b) => a - b);
  const wrong = cards.map((card, place) => [card, indexes[place]]).filter(([card, index]) => indexOf(card) !== index);
  // By way of names that no other card has: radio buttons of one name let each other go.
  for (const [card, index] of wrong) rename(group, card, `moving-${index}`);
  for (const [card, index] of wrong) rename(group, card, index);
  for (const [card] of wrong) card.dispatchEvent(new Event("card-renamed", { bubbles: true }));
  renumber(group);
}

/** Gives a card another index, in every attribute that has it. */
function rename(group, card, index) {
  const [was, is] = [card.dataset.item, index].map((each) => `${group.dataset.items}.${each}.`);
  const [buttonWas, buttonIs] = [card.dataset.item, index].map((each) => `:${group.dataset.items}:${each}`);
  for (const element of card.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      // What was typed is not a name.
      if (name === "value" && element.localName !== "button") continue;
      const renamed = value.replaceAll(was, is);
      if (renamed !== value) element.setAttribute(name, renamed);
    }
    if (element.localName === "button" && element.value.endsWith(buttonWas)) {
      element.value = element.value.slice(0, -buttonWas.length) + buttonIs;
    }
  }
  card.dataset.item = index;
}

function remove(group, card) {
  const cards = cardsOf(group);
  const min = Number(group.dataset.count ?? group.dataset.min);
  const { status } = state.get(group);
  if (cards.length <= min) {
    status.textContent = text("script-items-too-few", { min });
    return;
  }
  status.textContent = "";
  card.dispatchEvent(new Event("card-removed", { bubbles: true }));
  removeWithUndo(card, {
    tag: "p",
    sentence: text("script-item-removed", { name: nameOf(card) }),
    hasRoom: () => hasRoom(group),
    restored: () => {
      card.dispatchEvent(new Event("card-restored", { bubbles: true }));
      arrange(group);
      changed(group);
      card.querySelector(FIRST_CONTROL)?.focus();
    },
  });
  renumber(group);
  changed(group);
}

/** How many items a person may add up to. A draft may have had more. */
const asked = (group) => group.dataset.count ?? group.dataset.max;

/** A full group says so. */
function hasRoom(group, max = group.dataset.max) {
  const full = cardsOf(group).length >= Number(max);
  state.get(group).status.textContent = full ? text("script-items-too-many", { max }) : "";
  return !full;
}

/**
 * Empty items come and go until there are as many as a rule of the form asks for; null: as many as the person wants.
 * Items go only if the rule asked for more before: on a page that was just restored, photos may still be on their way
 * into an item that looks empty.
 */
export function fit(group, count, isEmpty) {
  const mine = state.get(group);
  if (!mine) return;
  if (count === null) {
    delete group.dataset.count;
    return;
  }
  const before = cardsOf(group).length;
  const empty = count < mine.asked ? cardsOf(group).reverse().filter(isEmpty) : [];
  for (const card of empty.slice(0, Math.max(0, before - count))) card.remove();
  for (let cards = cardsOf(group).length; cards < count; cards += 1) insert(group.closest("form"), group);
  group.dataset.count = mine.asked = count;
  if (cardsOf(group).length === before) return;
  renumber(group);
  mine.status.textContent = text("script-items-fitted", { count: cardsOf(group).length });
  changed(group);
}

/** Puts an empty card at the end; nothing if the group is full. */
function insert(form, group, index = state.get(group).next) {
  if (!hasRoom(group)) return null;
  const mine = state.get(group);
  const cards = cardsOf(group);
  const card = emptyCard(form, group.dataset.items, index);
  if (cards.length) cards.at(-1).after(card);
  else if (group.contains(mine.status)) mine.status.before(card);
  else group.append(card);
  mine.next = Math.max(mine.next, index + 1);
  renumber(group);
  card.dispatchEvent(new Event("card", { bubbles: true }));
  return card;
}

function emptyCard(form, name, index) {
  const source = form.querySelector(`[data-item-template="${CSS.escape(name)}"]`);
  const template = document.createElement("template");
  template.innerHTML = source.innerHTML.replaceAll("__i__", index).replaceAll("__n__", index + 1);
  return template.content.querySelector("[data-item]");
}

function renumber(group) {
  cardsOf(group).forEach((card, position) => {
    for (const number of card.querySelectorAll("[data-number]")) number.textContent = position + 1;
  });
}
