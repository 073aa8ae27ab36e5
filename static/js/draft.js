// The draft of the form that is open: everything entered is saved on this device a moment later, and shown again after
// a reload, a crash or an empty battery. It has the submission key, so that a form whose fate is unknown can be sent
// again and is still one submission.
//
// Invariants: a draft is written only by a page that has seen its stored revision. It is removed only when the server
// has confirmed it or a person deletes it.

import { read } from "./answers.js";
import { describe, randomKey, revisionOf, show } from "./draft_record.js";
import { discard, nameOf } from "./drafts.js";
import * as tabs from "./draft_tabs.js";
import * as list from "./form_drafts.js";
import { structure } from "./items.js";
import { dismiss, notice } from "./notice.js";
import { clock, text } from "./page_texts.js";
import * as photos from "./photos.js";
import { get, remove, update } from "./store.js";

const PAUSE = 400;

let timer = null;
/** Nothing is saved while a draft is being shown, nor after the form was confirmed. */
let still = false;
/** Another tab has the draft. */
let paused = false;
/** The revision of the stored draft that this page shows; 0: not stored yet. */
let revision = 0;
/** The person has changed something since the last save. */
let edited = false;
/** One write at a time. */
let writing = Promise.resolve();
/** The form as the server sent it. */
let blank;

const keyOf = (form) => form.elements.submission_key;
const slotOf = ({ dataset }) => `draft:${dataset.module}:${dataset.person}`;
const isOpen = () => !paused && !still && (revision > 0 || edited);

export async function start(form) {
  blank = { items: structure(form), answers: read(form), photos: [], signatures: [] };
  for (const kind of ["input", "change", "changed"]) form.addEventListener(kind, (event) => soon(form, event));
  addEventListener("pagehide", () => timer && save(form));
  document.addEventListener("visibilitychange", () => (document.hidden ? timer && save(form) : inTurn(() => check(form))));
  addEventListener("pageshow", (event) => event.persisted && inTurn(() => check(form)));
  document.getElementById("draft-new").addEventListener("click", () => startNew(form));
  tabs.start({
    holds: () => (isOpen() ? keyOf(form).value : null),
    released: () => release(form),
    ended: () => pause(form, true),
  });
  try {
    await choose(form, await refreshList(form));
  } catch (problem) {
    console.warn(problem);
    notice(form, text("script-draft-storage-unreadable"), [], { urgent: true });
  }
}

/** Shows the draft that belongs here: the one asked for, the one of this tab, or in a new tab the last one. */
async function choose(form, drafts) {
  // A page with errors shows answers that the server sent back.
  if (document.getElementById("error-summary")) {
    revision = revisionOf(drafts.find((draft) => draft.key === keyOf(form).value));
    return;
  }
  const asked = new URLSearchParams(location.hash.slice(1)).get("draft");
  if (asked) history.replaceState(null, "", location.pathname + location.search);
  const own = sessionStorage.getItem(slotOf(form));
  const find = (key) => drafts.find((draft) => draft.key === key);
  const draft = find(asked) ?? find(own) ?? (own ? undefined : drafts[0]);
  if (!draft) return remember(form);
  const about = { name: nameOf(draft), time: clock(draft.savedAt) };
  if (await tabs.isOpenElsewhere(draft.key)) {
    notice(form, text("script-draft-other-tab", about), [
      [text("script-draft-continue-here"), () => takeOver(form, draft.key)],
      [text("script-draft-start-new"), () => remember(form)],
    ]);
    return;
  }
  const before = keyOf(form).value;
  await open(form, draft);
  say(form, text("script-draft-restored", about), [
    [text("script-draft-continue"), () => form.focus({ preventScroll: true })],
    [text("form-undo"), () => startNew(form, before)],
  ]);
}

/** Tells that a draft is shown, and what of it has no place in the form any more. */
function say(form, sentence, choices) {
  const { left, changed } = shown;
  const more = changed ? ` ${text("script-draft-form-changed")}` : "";
  const lost = left.length ? ` ${text("script-draft-left-over")}` : "";
  const hide = notice(form, sentence + more + lost, choices, { details: left });
  if (!left.length) form.addEventListener("input", hide, { once: true });
}

/** What the last `open` found. */
let shown = { left: [], changed: false };

async function open(form, draft) {
  if (timer) await save(form);
  await writing;
  still = true;
  try {
    keyOf(form).value = draft.key;
    shown = { left: await show(form, draft), changed: draft.version !== form.dataset.version };
    revision = revisionOf(draft);
  } finally {
    resumeSaving(form);
  }
  remember(form);
  tell(text("script-draft-continued"));
  await refreshList(form);
}

function resumeSaving(form) {
  still = false;
  paused = false;
  edited = false;
  form.inert = false;
  form.tabIndex = -1;
}

async function startNew(form, key = randomKey()) {
  if (timer) await save(form);
  await writing;
  const previous = revision > 0 && (await get("drafts", keyOf(form).value));
  still = true;
  try {
    keyOf(form).value = key;
    await show(form, blank);
    revision = 0;
  } finally {
    resumeSaving(form);
  }
  remember(form);
  tell("");
  await refreshList(form);
  if (!previous) return dismiss();
  const back = [[text("form-undo"), () => takeOver(form, previous.key)]];
  const hide = notice(form, text("script-draft-started-new", { name: nameOf(previous) }), back);
  form.addEventListener("input", hide, { once: true });
}

/** Goes on with a stored draft in this tab, wherever it was open before. */
async function takeOver(form, key) {
  dismiss();
  if (!isOpen() || keyOf(form).value !== key) await tabs.take(key);
  const draft = await get("drafts", key);
  if (draft) await open(form, draft);
  else await refreshList(form);
}

function refreshList(form) {
  const current = isOpen() ? keyOf(form).value : null;
  return list.refresh(form, { current, open: (key) => takeOver(form, key), deleted: (keys) => afterDeletion(form, keys) });
}

/** The draft that is open here may be the deleted one. */
async function afterDeletion(form, keys) {
  if (revision === 0 || keys.includes(keyOf(form).value)) return;
  forgetTimer();
  await startNew(form);
}

function forgetTimer() {
  clearTimeout(timer);
  timer = null;
}

function remember(form) {
  sessionStorage.setItem(slotOf(form), keyOf(form).value);
}

// ---- Saving ----

function inTurn(work) {
  writing = writing.then(work, work);
  return writing;
}

function soon(form, { type, target }) {
  if (still || paused) return;
  // The progress of a photo is not a change by the person.
  if (type !== "changed" || !target.matches("[data-photos]")) edited = true;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE, form);
}

/** Saves the form as it is now; returns whether that worked, and says so. */
export function save(form) {
  forgetTimer();
  return inTurn(() => write(form));
}

async function write(form) {
  if (still || paused) return false;
  const wasEdited = edited;
  edited = false;
  try {
    const record = { ...describe(form), key: keyOf(form).value, revision: revision + 1 };
    let stored;
    const written = await update("drafts", record.key, (found) => {
      stored = found;
      return revisionOf(found) === revision ? record : null;
    });
    if (!written) return await diverged(form, stored, wasEdited);
    revision += 1;
    tell(text("script-draft-saved", { time: clock(record.savedAt) }));
    // Asks the browser not to remove the data of this site when the device runs out of space.
    if (revision === 1) navigator.storage?.persist?.().catch(console.warn);
    refreshList(form).catch(console.warn);
    return true;
  } catch (problem) {
    console.warn(problem);
    edited = wasEdited;
    tell(problem?.name === "QuotaExceededError" ? text("script-draft-not-saved") : text("script-draft-save-failed"));
    return false;
  }
}

/** Another tab has written, sent or deleted the draft. What was typed here becomes a draft of its own. */
async function diverged(form, stored, wasEdited) {
  if (!wasEdited) {
    pause(form, !stored);
    return false;
  }
  await becomeNew(form);
  const saved = await write(form);
  notice(form, text("script-draft-forked"), [[text("script-draft-continue"), () => {}]], { urgent: true });
  return saved;
}

/** Gives the form a key of its own, and its own copies of the photos. */
async function becomeNew(form) {
  keyOf(form).value = randomKey();
  revision = 0;
  remember(form);
  await photos.copyTo(form, keyOf(form).value);
}

/** The other tab goes on with the draft, or there is nothing to go on with. */
function pause(form, isGone) {
  forgetTimer();
  paused = true;
  form.inert = true;
  if (!isGone) {
    const back = [[text("script-draft-continue-here"), () => takeOver(form, keyOf(form).value)]];
    return notice(form, text("script-draft-taken"), back, { urgent: true });
  }
  notice(form, text("script-draft-gone"), [
    [text("script-draft-start-new"), () => startNew(form)],
    [text("script-draft-keep-as-new"), () => keepAsNew(form)],
  ], { urgent: true });
}

async function keepAsNew(form) {
  resumeSaving(form);
  await becomeNew(form);
  await save(form);
}

async function release(form) {
  const key = keyOf(form).value;
  if (timer) await save(form);
  await writing;
  if (keyOf(form).value === key) pause(form, false);
}

/** A page that was hidden may have missed what other tabs did. */
async function check(form) {
  if (!isOpen() || revision === 0) return;
  const stored = await get("drafts", keyOf(form).value);
  if (revisionOf(stored) !== revision) await diverged(form, stored, edited);
}

/** The server has confirmed the form: nothing of it stays on the device. */
export async function clear(form) {
  await writing;
  still = true;
  forgetTimer();
  // The next visit in this tab is another inspection.
  sessionStorage.setItem(slotOf(form), "none");
  await discard(keyOf(form).value);
}

/** Makes the form a submission of its own: same answers, new key. */
export async function rekey(form) {
  const old = keyOf(form).value;
  keyOf(form).value = randomKey();
  revision = 0;
  remember(form);
  await photos.moveTo(form, keyOf(form).value);
  if (await save(form)) await remove("drafts", old);
}

function tell(sentence) {
  const status = document.getElementById("draft-status");
  if (status.textContent !== sentence) status.textContent = sentence;
}
