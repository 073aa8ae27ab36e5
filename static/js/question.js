// A question of the form as data: its label, whether it must be answered, and its answer as a person reads it.

import { text } from "./page_texts.js";

const listed = new Intl.ListFormat(document.documentElement.lang, { type: "unit" });

/** The questions below `root` that apply, in the order of the page. */
export const questions = (root) => [...root.querySelectorAll("[data-field]:not([hidden], .note)")];

export const labelOf = (field) => field.querySelector("label span, .label span, legend span").textContent.trim();

export const isRequired = (field) => "required" in field.dataset;

/** It was refused, or one of its photos was not sent. */
export const isWrong = (field) => field.matches(".wrong, :has([data-state=broken], [data-state=refused], [data-state=gone])");

/** The label, after the item that the question belongs to. */
export function nameOf(field) {
  const item = field.closest("[data-item]")?.querySelector("[data-name]").textContent.trim();
  return item ? `${item} · ${labelOf(field)}` : labelOf(field);
}

/** The answer; empty without one. */
export function answerOf(field) {
  if (field.querySelector("[data-photos]")) return photosOf(field);
  if (field.matches("[data-signature]")) return signatureOf(field);
  if ("position" in field.dataset) return positionOf(field);
  const given = field.querySelector("output");
  if (given) return given.value.trim() === "–" ? "" : given.value.trim();
  const mark = field.querySelector("[type=radio], [type=checkbox]");
  if (mark) return markOf(field, mark);
  const control = field.querySelector("input, select, textarea");
  if (!control.value.trim()) return "";
  if (control.localName === "select") return control.selectedOptions[0].textContent.trim();
  if (control.type === "date") return dayOf(control.value);
  const unit = field.querySelector(".unit")?.textContent ?? "";
  return `${control.value.trim()} ${unit}`.trim();
}

function photosOf(field) {
  const here = field.querySelectorAll("[data-list] > li:not(.removed)");
  if (field.querySelector("[data-pdf]")) return here[0]?.querySelector(".photo-name").textContent ?? "";
  const count = here.length;
  return count ? text("script-draft-photos", { count }) : "";
}

function signatureOf(field) {
  const typed = field.querySelector("label input").value.trim();
  const isDrawn = Boolean(field.querySelector(":scope > input[type=hidden]").value);
  return typed || (isDrawn ? text("form-signed") : "");
}

function markOf(field, { type }) {
  const chosen = [...field.querySelectorAll(":checked")].filter(({ value }) => value);
  if (!chosen.length) return "";
  if (type === "checkbox" && !("many" in field.dataset)) return text("common-yes");
  return listed.format(chosen.map((each) => each.closest("label").textContent.trim()));
}

/** Half a position is none. */
function positionOf(field) {
  const [lat, lon] = [...field.querySelectorAll("[data-coordinate]")].map(({ value }) => value.trim());
  return lat && lon ? `${lat}, ${lon}` : "";
}

function dayOf(value) {
  const day = new Date(`${value}T00:00:00Z`);
  return new Intl.DateTimeFormat(text("language-browser-locale"), { dateStyle: "long", timeZone: "UTC" }).format(day);
}
