// Repeated items without a round trip: add, duplicate, remove, undo. A card keeps the index it was born with, so that
// its photos and errors stay its own; only the visible number moves. New cards come last, as on the server.

import { fill, read } from "./answers.js";
import { text } from "./page_texts.js";
import { removeWithUndo } from "./undo.js";

/** Of each group: its status line, and the next index, which no card has or had on this page. */
const state = new WeakMap();
const FIRST_CONTROL = "select, textarea, input:not([type=hidden])";

const indexOf = (card) => Number(card.dataset.item);
/** What the page calls a card: "Asset 2". */
const nameOf = (card) => card.querySelector("legend").textContent.trim();
const cardsOf = (group) => [...group.querySelectorAll("[data-item]")];
const changed = (group) => group.dispatchEvent(new Event("changed", { bubbles: true }));

export function start(form) {
  for (const group of form.querySelectorAll("[data-items]")) {
    const indexes = cardsOf(group).map(indexOf);
    state.set(group, { status: addStatus(form, group), next: Math.max(-1, ...indexes) + 1 });
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-duplicate], [data-remove]");
    if (!button) return;
    const group = groupOf(form, button.value.split(":")[1]);
    const card = button.closest("[data-item]");
    if (button.matches("[data-add]")) add(form, group);
    else if (button.matches("[data-duplicate]")) duplicate(form, group, card);
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
  const card = insert(form, group);
  if (!card) return;
  card.querySelector(FIRST_CONTROL)?.focus();
  changed(group);
}

function duplicate(form, group, source) {
  const card = insert(form, group);
  if (!card) return;
  const prefix = (of) => `${group.dataset.items}.${of.dataset.item}.`;
  fill(
    card,
    read(source).map(([name, value]) => [name.replace(prefix(source), prefix(card)), value]),
  );
  state.get(group).status.textContent = text("script-item-copied", { from: nameOf(source), to: nameOf(card) });
  card.querySelector(FIRST_CONTROL)?.focus();
  changed(group);
}

function remove(group, card) {
  const cards = cardsOf(group);
  const min = Number(group.dataset.min);
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
      renumber(group);
      changed(group);
      card.querySelector(FIRST_CONTROL)?.focus();
    },
  });
  renumber(group);
  changed(group);
}

/** A full group says so. */
function hasRoom(group) {
  const full = cardsOf(group).length >= Number(group.dataset.max);
  state.get(group).status.textContent = full ? text("script-items-too-many", { max: group.dataset.max }) : "";
  return !full;
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
