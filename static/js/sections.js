// The sections of the form as a list of tasks with their state. On a narrow screen one section is shown at a time, with
// Back and Next; on a wide one all of them, with the list at the side. The last step shows all answers to be checked.
//
// Invariant: what is shown is in the address (`#sections`, `#section-…`, `#check`), so that the button Back of the
// browser works. No control is disabled or removed: a section that is not shown is sent like any other.

import * as fold from "./fold.js";
import { text } from "./page_texts.js";
import { answerOf, isRequired, isWrong, questions } from "./question.js";

const LIST = "sections";
const CHECK = "check";
const NARROW = matchMedia("(max-width: 77.9375rem)");
const PAUSE = 150;

let form, page, parts, back, next;
/** Sections that a person has left again. */
const left = new Set();
/** How far each view was scrolled. */
const scrolled = new Map();
/** A section is being changed from the list of answers: Next leads back there. */
let isChanging = false;
let timer;
/** The module that fills the list of answers: loaded beforehand, so that the list is there when its step is shown. A
 * list that appears later would move the button Send away from a finger. */
let filling;

export function start(inspection) {
  form = inspection;
  page = form.closest("main");
  import("./check.js").then(loaded, notLoaded);
  parts = [...form.querySelectorAll(":scope > section[id^=section-]")];
  back = document.getElementById("step-back");
  next = document.getElementById("step-next");
  document.addEventListener("click", follow);
  addEventListener("popstate", () => {
    const view = viewOf(location.hash);
    if (view === page.dataset.view) return;
    show(view);
    scrollTo({ top: scrolled.get(page.dataset.view) ?? 0, behavior: "instant" });
  });
  for (const kind of ["input", "change", "changed", "judged"]) form.addEventListener(kind, soon);
  next.addEventListener("click", () => go(following()));
  NARROW.addEventListener("change", () => label());
  const focus = form.querySelector("section [autofocus]")?.closest("section").id;
  show(location.hash ? viewOf(location.hash) : (focus ?? LIST));
}

/** A section that does not apply is passed over. */
const applies = (part) => !part.hidden;
const last = () => parts.findLast(applies) ?? parts.at(-1);

/** Shows what has this id: a view, or an element in one of them. */
export function reveal(id) {
  const target = document.getElementById(id);
  const view = isView(id) ? id : target?.closest("form > section")?.id;
  if (!view) return target?.scrollIntoView();
  if (view !== page.dataset.view) go(view);
  if (target && target.id !== view) {
    fold.open(target.closest("[data-item]"));
    (target.closest(".field") ?? target).scrollIntoView({ block: "center", behavior: "instant" });
    target.focus({ preventScroll: true });
  }
}

// ---- Which view is shown ----

const isView = (id) => id === LIST || id === CHECK || parts.some((part) => part.id === id);

function viewOf(hash) {
  const id = decodeURIComponent(hash.slice(1));
  return isView(id) ? id : (document.getElementById(id)?.closest("form > section")?.id ?? LIST);
}

function follow(event) {
  const link = event.target.closest("main a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  isChanging = Boolean(link.closest(`#${CHECK}`));
  reveal(decodeURIComponent(link.hash.slice(1)));
}

/** Shows a view as the next page. */
function go(view) {
  scrolled.set(page.dataset.view, scrollY);
  if (view === LIST || view === CHECK) isChanging = false;
  history.pushState(null, "", `#${view}`);
  show(view);
  const heading = document.querySelector(`#${CSS.escape(view)} > h2`);
  const top = NARROW.matches || view === CHECK ? page : (heading ?? page);
  top.scrollIntoView({ behavior: "instant" });
  heading?.focus({ preventScroll: true });
}

function show(view) {
  const previous = page.dataset.view;
  if (previous !== view) left.add(previous);
  page.dataset.view = view;
  const place = parts.findIndex((part) => part.id === view);
  for (const part of parts) part.classList.toggle("away", part.id !== view);
  form.querySelector(".steps-done").hidden = place < 0;
  const asked = parts.filter(applies);
  const number = asked.indexOf(parts[place]) + 1;
  form.querySelector(".steps-done progress").max = asked.length + 1;
  form.querySelector(".steps-done progress").value = number;
  form.querySelector("[data-step]").textContent = text("script-step", { number, count: asked.length });
  back.hash = NARROW.matches && view === CHECK ? last().id : (parts.slice(0, Math.max(place, 0)).findLast(applies)?.id ?? LIST);
  label();
  judge();
  if (view === CHECK) check();
}

function label() {
  const isEnd = !NARROW.matches || isChanging || page.dataset.view === last().id;
  const key = page.dataset.view === LIST ? text("form-continue") : text("form-next");
  next.textContent = isEnd ? text("form-check") : key;
}

/** The view after the one that is shown; after the list, the first section that is not done. */
function following() {
  const place = parts.findIndex((part) => part.id === page.dataset.view);
  if (!NARROW.matches || isChanging) return CHECK;
  if (place < 0) return parts.find((part) => applies(part) && stateOf(part).name !== "done")?.id ?? CHECK;
  return parts.slice(place + 1).find(applies)?.id ?? CHECK;
}

function loaded({ fill }) {
  filling = fill;
  if (page.dataset.view === CHECK) check();
}

/** Without a connection a part of the page may be missing; the form can be sent all the same. */
function notLoaded(problem) {
  console.warn(problem);
  form.querySelector("[data-check]").textContent = text("script-check-unavailable");
}

function check() {
  filling?.(form.querySelector("[data-check]"), parts.filter(applies));
}

// ---- The state of each section ----

function soon() {
  clearTimeout(timer);
  timer = setTimeout(judge, PAUSE);
}

function judge() {
  for (const part of parts) {
    const chip = document.querySelector(`.contents a[href="#${CSS.escape(part.id)}"] [data-state]`);
    const { name, sentence } = stateOf(part);
    chip.dataset.state = name;
    chip.textContent = sentence;
  }
  if (page.dataset.view === CHECK) check();
}

function stateOf(part) {
  const asked = questions(part);
  const wrong = asked.filter(isWrong).length + part.querySelectorAll(":scope > .error").length;
  if (wrong) return { name: "wrong", sentence: text("script-section-problems", { count: wrong }) };
  // A box that is not ticked is an answer too, and nobody answers what is calculated.
  const counted = asked.filter((field) => !field.matches(".check, .given"));
  const answered = counted.filter(answerOf);
  const isComplete = counted.every((field) => answerOf(field) || !isRequired(field));
  const isDone = isComplete && (left.has(part.id) || answered.length === counted.length);
  if (isDone && asked.some(answerOf)) return { name: "done", sentence: text("script-section-done") };
  const items = part.querySelectorAll("[data-items] > [data-item]").length;
  if (items) return { name: "open", sentence: text("script-section-items", { count: items }) };
  return { name: "open", sentence: text("script-section-answered", { done: answered.length, count: counted.length }) };
}
