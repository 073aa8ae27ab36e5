// The last step before sending: every answer by section, with a link that leads back to its question. What must be
// answered and is not comes first.

import { text } from "./page_texts.js";
import { answerOf, isRequired, isWrong, labelOf, nameOf, questions } from "./question.js";

const listed = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

/** Fills the list with the answers of these sections. */
export function fill(list, parts) {
  const isMissing = (field) => isRequired(field) && !answerOf(field) && !isUntouched(field);
  const open = parts.flatMap(questions).filter((field) => isWrong(field) || isMissing(field));
  const unfolded = new Set([...list.querySelectorAll("details[open]")].map(({ dataset }) => dataset.of));
  list.replaceChildren(...(open.length ? [todo(open)] : []), ...parts.map((part) => section(part, unfolded)));
}

/** It belongs to an item without any answer, which the server leaves out where the form needs no item. */
function isUntouched(field) {
  const card = field.closest("[data-item]");
  return card?.closest("[data-items]").dataset.min === "0" && !questions(card).some(answerOf);
}

/** What is missing. */
function todo(fields) {
  const box = make("section", { className: "check-open" });
  const lines = fields.map((field) => make("li", {}, link(field, nameOf(field))));
  box.append(make("h3", {}, text("script-check-missing", { count: fields.length })), make("ul", {}, ...lines));
  return box;
}

function section(part, unfolded) {
  const box = make("section", { className: "check-section" });
  const title = part.querySelector("h2").textContent.trim();
  const change = make("a", { href: `#${part.id}` }, text("script-check-change"));
  change.setAttribute("aria-label", text("script-check-change-of", { name: title }));
  const head = make("div", { className: "check-head" }, make("h3", {}, title), change);
  const cards = [...part.querySelectorAll("[data-item]")];
  if (cards.length) box.append(head, ...cards.map((card) => item(card, unfolded)));
  else box.append(head, answers(questions(part)));
  return box;
}

/** One item: its line, and below it its answers. */
function item(card, unfolded) {
  const details = make("details", { open: unfolded.has(card.dataset.item) });
  details.dataset.of = card.dataset.item;
  details.append(make("summary", {}, card.querySelector("legend").textContent.trim()), answers(questions(card)));
  return details;
}

function answers(fields) {
  const rows = fields.filter(answerOf).map((field) => {
    const answer = make("span", { dir: "auto" }, answerOf(field));
    return make("div", {}, make("dt", {}, labelOf(field)), make("dd", {}, answer, changeOf(field)));
  });
  const empty = fields.filter((field) => !answerOf(field) && !field.matches(".check, .given")).map(labelOf);
  const note = make("p", { className: "hint" }, text("script-check-empty", { questions: listed.format(empty) }));
  const box = make("div", {}, ...(rows.length ? [make("dl", {}, ...rows)] : []), ...(empty.length ? [note] : []));
  return box;
}

function changeOf(field) {
  const change = link(field, text("script-check-change"));
  change.setAttribute("aria-label", text("script-check-change-of", { name: nameOf(field) }));
  return change;
}

/** Leads to the control of a question. */
function link(field, words) {
  const control = field.id ? field : field.querySelector("[id^='f-']");
  return make("a", { href: `#${encodeURIComponent(control.id)}` }, words);
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
