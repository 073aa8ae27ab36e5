// Items fold to one line: "3 · Secondary pump · Fail · 4 photos". The line is the legend of the item, as a button.

import { answerOf, isWrong, questions } from "./question.js";
import { text } from "./page_texts.js";

export function start(form) {
  for (const group of form.querySelectorAll("[data-items]")) {
    for (const card of cardsOf(group)) prepare(card);
    foldAll(group);
  }
  form.addEventListener("card", ({ target }) => prepare(target));
  form.addEventListener("card-added", ({ target }) => foldAll(target.closest("[data-items]"), target));
  form.addEventListener("rebuilt", ({ target }) => foldAll(target));
  for (const kind of ["input", "change", "changed"]) {
    form.addEventListener(kind, ({ target }) => tell(target.closest("[data-item]")));
  }
  form.addEventListener("judged", () => form.querySelectorAll("[data-item]").forEach(tell));
  form.addEventListener("click", ({ target }) => {
    const line = target.closest(".item-line");
    if (line) set(line.closest("[data-item]"), line.getAttribute("aria-expanded") === "true");
  });
}

/** Shows the answers of an item, if it is one. */
export const open = (card) => card && set(card, false);

const cardsOf = (group) => [...group.querySelectorAll(":scope > [data-item]")];

/** The legend becomes the button that folds. */
function prepare(card) {
  const legend = card.querySelector("legend");
  const line = document.createElement("button");
  line.type = "button";
  line.className = "item-line";
  line.append(...legend.childNodes, Object.assign(document.createElement("span"), { className: "item-more" }));
  legend.append(line);
  for (const move of card.querySelectorAll("[data-move]")) move.hidden = false;
  set(card, false);
}

/** All items but one, and those with a problem; a single item stays open. */
function foldAll(group, but) {
  const cards = cardsOf(group);
  for (const card of cards) {
    const stays = cards.length === 1 || card === but || card.querySelector(".wrong, [autofocus]");
    set(card, !stays);
  }
}

function set(card, isFolded) {
  card.toggleAttribute("data-folded", isFolded);
  card.querySelector(".item-line").setAttribute("aria-expanded", !isFolded);
  tell(card);
}

/** The answers that name the item, as the page lists them, then its photos and problems. */
function tell(card) {
  const more = card?.querySelector(".item-more");
  if (!more) return;
  const group = card.closest("[data-items]");
  const fields = questions(card);
  const named = group.dataset.line.split(" ").map((name) => fields.find((field) => field.dataset.field.endsWith(`.${name}`)));
  const photos = fields.filter((field) => field.querySelector("[data-photos]"));
  const wrong = fields.filter(isWrong).length;
  const parts = [...named, ...photos].map((field) => field && answerOf(field));
  if (wrong) parts.push(text("script-section-problems", { count: wrong }));
  more.classList.toggle("bad", wrong > 0);
  more.textContent = parts.filter(Boolean).map((part) => ` · ${part}`).join("");
}
