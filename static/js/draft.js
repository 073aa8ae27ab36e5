// The draft: everything entered is kept on this phone a moment later, and offered back after a reload, a crash or an
// empty battery. It carries the submission key, so that a form whose fate is unknown can be sent again and is still
// one submission. It goes only when the server has confirmed it, or after a week.

import { fill, read } from "./answers.js";
import { rebuild, structure } from "./items.js";
import * as photos from "./photos.js";
import * as signatures from "./signature.js";
import { all, put, remove } from "./store.js";
import { clock, text } from "./page_texts.js";

const PAUSE = 400;
const DAY = 24 * 3600 * 1000;
const LIFE = 7 * DAY;

let timer = null;
/** No saving while a draft is being put back, nor after the form was confirmed. */
let still = false;

export async function start(form) {
  for (const kind of ["input", "change", "changed"]) form.addEventListener(kind, () => soon(form));
  for (const kind of ["pagehide", "visibilitychange"]) addEventListener(kind, () => timer && save(form));
  const drafts = await tidy();
  // A phone may pass from hand to hand: a draft is offered to whoever wrote it.
  const mine = drafts.filter(
    (draft) => draft.module === form.dataset.module && (draft.person ?? "") === form.dataset.person,
  );
  const latest = mine.sort((a, b) => b.savedAt - a.savedAt)[0];
  if (latest) offer(form, latest);
}

const keyOf = (form) => form.elements.submission_key;

function soon(form) {
  if (still) return;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE, form);
}

/** Keeps the form as it is now; answers whether that worked, and says so. */
export async function save(form) {
  clearTimeout(timer);
  timer = null;
  try {
    await put("drafts", {
      key: keyOf(form).value,
      module: form.dataset.module,
      person: form.dataset.person,
      version: form.dataset.version,
      savedAt: Date.now(),
      items: structure(form),
      answers: read(form),
      photos: photos.describe(form),
      signatures: signatures.describe(),
    });
    say(text("script-draft-saved", { time: clock(Date.now()) }));
    return true;
  } catch (problem) {
    console.warn(problem);
    say(text("script-draft-not-saved"));
    return false;
  }
}

/** The server has confirmed the form: nothing of it stays on the phone. */
export async function clear(form) {
  still = true;
  clearTimeout(timer);
  timer = null;
  await Promise.all([remove("drafts", keyOf(form).value), photos.forget(form)]);
}

/** Makes the form a submission of its own: same answers, new key. */
export async function rekey(form) {
  const digits = crypto.getRandomValues(new Uint8Array(16));
  await remove("drafts", keyOf(form).value);
  keyOf(form).value = [...digits].map((digit) => digit.toString(16).padStart(2, "0")).join("");
  await save(form);
}

function say(sentence) {
  const status = document.getElementById("draft-status");
  if (status.textContent !== sentence) status.textContent = sentence;
}

/** Drops what is too old or was declined, and photos that no draft knows; answers the drafts that remain. */
async function tidy() {
  const live = [];
  for (const draft of await all("drafts")) {
    if (draft.declined || draft.savedAt < Date.now() - LIFE) await remove("drafts", draft.key);
    else live.push(draft);
  }
  const known = new Set(live.flatMap((draft) => draft.photos.map((photo) => photo.id)));
  for (const { id, keptAt } of await all("photos")) {
    if (!known.has(id) && keptAt < Date.now() - DAY) await remove("photos", id);
  }
  return live;
}

function offer(form, draft) {
  const changed = draft.version === form.dataset.version ? "" : ` ${text("script-draft-form-changed")}`;
  ask(form, text("script-draft-offer", { time: clock(draft.savedAt) }) + changed, [
    [text("script-draft-continue"), () => resume(form, draft)],
    [text("script-draft-start-new"), () => decline(form, draft)],
  ]);
}

/** Declined drafts go at the next visit; until then the choice can be taken back. */
async function decline(form, draft) {
  await put("drafts", { ...draft, declined: true });
  ask(form, text("script-draft-started-new"), [[text("form-undo"), () => put("drafts", draft).then(() => offer(form, draft))]]);
}

/** A quiet line above the form. Answers typed meanwhile stay in a draft of their own. */
function ask(form, question, choices) {
  const banner = document.querySelector(".draft-offer") ?? document.createElement("section");
  banner.className = "draft-offer";
  const sentence = document.createElement("p");
  sentence.setAttribute("role", "status");
  sentence.textContent = question;
  const buttons = choices.map(([label, act], place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = place === 0 ? "button secondary" : "button quiet";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  });
  banner.replaceChildren(sentence, ...buttons);
  if (!banner.isConnected) form.before(banner);
}

async function resume(form, draft) {
  document.querySelector(".draft-offer").remove();
  if (timer) await save(form);
  still = true;
  try {
    keyOf(form).value = draft.key;
    for (const [name, indexes] of draft.items) rebuild(form, name, indexes);
    fill(form, draft.answers);
    await signatures.restore(draft.signatures);
    await photos.restore(form, draft.photos);
  } finally {
    still = false;
  }
  say(text("script-draft-continued"));
  form.tabIndex = -1; // the button that had the focus is gone
  form.focus({ preventScroll: true });
}
