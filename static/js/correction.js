// Entry of the page of a correction, beside form.js: keeps the page on the device, and where the submission was corrected
// by another person meanwhile, shows both and lets the person choose.
//
// Input: the page shows a revision; a draft of it names the revision that it was begun on.
//
// Invariant: a correction is posted to the revision that it was begun on, and to a newer one only after the person has
// seen what differs. What they entered stays in the form and in its draft until then.

import { fill, read } from "./answers.js";
import { text } from "./page_texts.js";
import { answerOf, nameOf } from "./question.js";
import * as takenPhotos from "./taken_photos.js";
import * as takenSignature from "./taken_signature.js";

const form = document.getElementById("inspection");
const { corrects } = form.dataset;
const page = `/submissions/${corrects}`;
/** The revision that the page shows, as the server sent it. */
const sent = { action: actionOf(form), questions: questionsOf(form) };
let isKept = false;

for (const kind of ["input", "changed"]) form.addEventListener(kind, keep);
form.addEventListener("restored", ({ detail }) => restored(detail));
form.addEventListener("corrected_meanwhile", () => corrected().catch(console.warn));

/** The page can be opened without a network from now on. */
function keep() {
  if (isKept) return;
  isKept = true;
  navigator.serviceWorker?.controller?.postMessage({ kind: "keep-correction", id: corrects });
}

function actionOf(of) {
  return new URL(of.getAttribute("action"), location.origin).pathname;
}

/** A draft is shown, or what was sent. */
function restored({ key, action }) {
  document.getElementById("compare")?.remove();
  const isBegun = action?.startsWith(`${page}/revisions/`) && /^\d+\/correct$/.test(action.slice(`${page}/revisions/`.length));
  form.action = isBegun ? action : sent.action;
  if (key) keep();
  if (isBegun && action !== sent.action) compare(sent);
}

/** The server has refused it: what is there now. */
async function corrected() {
  const answer = await fetch(`${page}/correct`, { headers: { Accept: "text/html" }, cache: "no-store" });
  const other = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("inspection");
  if (other) compare({ action: actionOf(other), questions: questionsOf(other) });
}

// ---- What differs ----

/** The questions by their names, with items counted from 0 in the order of the page. */
function questionsOf(root) {
  const found = new Map();
  for (const field of root.querySelectorAll("[data-field]:not(.note)")) {
    const name = field.dataset.field;
    if (name === "correction_reason") continue;
    const card = field.closest("[data-item]");
    const group = card?.closest("[data-items]");
    const place = group && [...group.querySelectorAll("[data-item]")].indexOf(card);
    const key = card ? `${group.dataset.items}.${place}.${name.split(".").slice(2).join(".")}` : name;
    const stored = field.matches("[data-signature]") ? pictureOf(field).value : undefined;
    const about = { photos: photosOf(field), stored, pictures: picturesOf(field) };
    found.set(key, { field, name, label: nameOf(field), answer: answerOf(field), content: contentOf(field), pairs: read(field), ...about });
  }
  return found;
}

/** What tells two answers apart: what was entered, and the numbers of pictures. */
function contentOf(field) {
  const pictures = [...field.querySelectorAll("input[type=hidden]")].map(({ value }) => value).filter(Boolean);
  const entered = read(field).map(([, value]) => value).filter((value) => value.trim());
  return JSON.stringify([pictures, entered]);
}

function pictureOf(signature) {
  return signature.querySelector(":scope > input[type=hidden]");
}

/** The photos of a question in their order; nothing if it is no question for photos. */
function photosOf(field) {
  if (!field.querySelector("[data-photos]")) return undefined;
  const entries = [...field.querySelectorAll("[data-list] > li:not(.removed)")];
  return entries.map((li) => ({ uploadId: li.querySelector("input[type=hidden]").value, name: li.querySelector(".photo-name").textContent }));
}

/** Address and name of each picture of an answer. */
function picturesOf(field) {
  const images = [...field.querySelectorAll("[data-list] > li:not(.removed) img")];
  const photos = images.map((image) => ({ src: image.getAttribute("src"), alt: image.alt }));
  const drawn = field.matches("[data-signature]") && pictureOf(field).value;
  if (!drawn) return photos;
  return [{ src: drawn.startsWith("data:") ? drawn : `/uploads/${drawn}`, alt: nameOf(field), className: "drawn" }];
}

function differences(theirs) {
  const mine = questionsOf(form);
  const keys = new Set([...theirs.keys(), ...mine.keys()]);
  return [...keys].map((key) => [theirs.get(key), mine.get(key)]).filter(([a, b]) => (a?.content ?? "[[],[]]") !== (b?.content ?? "[[],[]]"));
}

// ---- The choice ----

function compare(newest) {
  document.getElementById("compare")?.remove();
  const title = make("h2", { id: "t-compare", tabIndex: -1 }, text("script-correction-title"));
  const list = make("ul", { className: "compare" }, ...differences(newest.questions).map((pair) => line(newest, ...pair)));
  const about = list.childElementCount ? text("script-correction-about") : text("script-correction-same");
  const mine = make("button", { type: "button", className: "button primary", id: "keep-mine" }, text("script-correction-mine"));
  mine.addEventListener("click", () => choose(box, newest));
  const open = make("a", { className: "button secondary", href: page }, text("script-correction-open"));
  const box = make("section", { className: "sheet in-outbox", id: "compare" }, title, make("p", {}, about), list,
    make("p", { className: "in-outbox-buttons" }, mine, open));
  box.setAttribute("aria-labelledby", "t-compare");
  form.before(box);
  title.focus();
}

/** A question with both answers and their pictures, and where that can be done here, buttons that take over the newest one. */
function line(newest, theirs, mine) {
  const row = make("li", {}, make("strong", { dir: "auto" }, (mine ?? theirs).label));
  const shown = (of) => ({ answer: of?.answer || "–" });
  row.append(make("p", { dir: "auto" }, text("script-correction-newest", shown(theirs))), ...pictures(theirs));
  row.append(make("p", { dir: "auto" }, text("script-correction-yours", shown(mine))), ...pictures(mine));
  if (theirs && mine) row.append(...choices(row, theirs, mine));
  return row;
}

function pictures(of) {
  if (!of?.pictures.length) return [];
  return [make("p", { className: "compare-pictures" }, ...of.pictures.map((picture) => make("img", picture)))];
}

/** Buttons for what can be done with the newest answer. */
function choices(row, theirs, mine) {
  const { field, label, photos, pairs } = mine;
  const take = (act) => {
    const about = { named: text("script-correction-take-named", { label }), done: text("script-correction-taken", { label }) };
    return choice(row, text("script-correction-take"), about, act);
  };
  if (photos) {
    const takeOver = (keepsMine) => takenPhotos.take(field.querySelector("[data-photos]"), { newest: theirs.photos, keepsMine });
    const isMore = photos.length && theirs.photos.some(({ uploadId }) => photos.every((photo) => photo.uploadId !== uploadId));
    const about = { named: text("script-correction-add-named", { label }), done: text("script-correction-added", { label }) };
    const add = isMore ? [choice(row, text("script-correction-add"), about, () => takeOver(true))] : [];
    return [take(() => takeOver(false)), ...add];
  }
  if (mine.stored !== undefined) {
    const takeOver = () => {
      enter(theirs, mine);
      takenSignature.take(field.dataset.signature, theirs.stored).catch(console.warn);
    };
    return [take(takeOver)];
  }
  if (pairs.length + theirs.pairs.length === 0 || field.matches("[data-position]")) return [];
  return [take(() => enter(theirs, mine))];
}

function choice(row, title, { named, done }, act) {
  const made = make("button", { type: "button", className: "button quiet" }, title);
  made.setAttribute("aria-label", named);
  made.addEventListener("click", () => {
    act();
    row.replaceChildren(make("p", { role: "status", tabIndex: -1 }, done));
    row.firstChild.focus();
  });
  return made;
}

/** What was typed and chosen in the newest revision. */
function enter(theirs, mine) {
  fill(mine.field, theirs.pairs.map(([name, value]) => [name.replace(theirs.name, mine.name), value]));
  for (const kind of ["input", "change"]) mine.field.querySelector("input, select, textarea").dispatchEvent(new Event(kind, { bubbles: true }));
}

/** What is in the form now takes the place of the newest revision when it is sent. */
function choose(box, { action }) {
  form.action = action;
  form.dispatchEvent(new Event("changed"));
  box.replaceChildren(make("p", { role: "status", tabIndex: -1 }, text("script-correction-chosen")));
  box.firstChild.focus();
}

function make(tag, properties, ...children) {
  const { role, ...plain } = properties;
  const element = Object.assign(document.createElement(tag), plain);
  if (role) element.setAttribute("role", role);
  element.append(...children);
  return element;
}
