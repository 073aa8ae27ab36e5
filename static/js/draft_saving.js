// Saving of the draft that is open: a moment after each change, one write at a time.
//
// Invariant: a draft is written only by a page that has seen its stored revision. What happens otherwise is decided in
// draft.js.

import { describe, revisionOf } from "./draft_record.js";
import { clock, text } from "./page_texts.js";
import { get, update } from "./store.js";

const PAUSE = 400;

export const state = {
  /** Nothing is saved while a draft is being shown, nor after the form was confirmed. */
  still: false,
  /** Another tab has the draft. */
  paused: false,
  /** The revision of the stored draft that this page shows; 0: not stored yet. */
  revision: 0,
  /** The person has changed something since the last save. */
  edited: false,
  /** What the stored draft contains: a control that only loses the focus changes nothing. */
  content: "",
  /** Answers that have no place in the form any more; they stay in the draft. */
  left: [],
};

let timer = null;
let writing = Promise.resolve();
let hooks;

export const keyOf = (form) => form.elements.submission_key;
export const isOpen = () => !state.paused && !state.still && (state.revision > 0 || state.edited);

/**
 * Saves after each change. `diverged(stored, wasEdited)` is called when the stored draft is not the one that this page
 * has seen, `saved()` after a save.
 */
export function watch(form, { diverged, saved }) {
  hooks = { diverged, saved };
  for (const kind of ["input", "change", "changed"]) form.addEventListener(kind, (event) => soon(form, event));
  addEventListener("pagehide", () => timer && save(form));
  addEventListener("pageshow", (event) => event.persisted && check(form));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) check(form);
    else if (timer) save(form);
  });
}

function soon(form, { type, target }) {
  if (state.still || state.paused) return;
  // The progress of a photo is not a change by the person.
  if (type !== "changed" || !target.matches("[data-photos]")) state.edited = true;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE, form);
}

export function forgetTimer() {
  clearTimeout(timer);
  timer = null;
}

/** Saves the form as it is now; returns whether that worked, and says so. */
export function save(form) {
  forgetTimer();
  return inTurn(() => write(form));
}

/** Saves what was changed a moment ago, and waits for the end of all writes. */
export async function settle(form) {
  if (timer) await save(form);
  await writing;
}

function inTurn(work) {
  writing = writing.then(work, work);
  return writing;
}

/** A draft without its time and revision, for comparison. */
export const contentOf = ({ action, items, answers, photos, signatures }) => JSON.stringify([action, items, answers, photos, signatures]);

/** Must run within a turn of its own. */
export async function write(form) {
  if (state.still || state.paused) return false;
  const wasEdited = state.edited;
  state.edited = false;
  try {
    const record = { ...describe(form), key: keyOf(form).value, revision: state.revision + 1, left: state.left };
    const content = contentOf(record);
    if (state.revision > 0 && content === state.content) return true;
    let stored;
    const written = await update("drafts", record.key, (found) => {
      stored = found;
      return revisionOf(found) === state.revision ? record : null;
    });
    if (!written) return await hooks.diverged(stored, wasEdited);
    state.revision += 1;
    state.content = content;
    tell(text("script-draft-saved", { time: clock(record.savedAt) }));
    // Asks the browser not to remove the data of this site when the device runs out of space.
    if (state.revision === 1) navigator.storage?.persist?.().catch(console.warn);
    hooks.saved();
    return true;
  } catch (problem) {
    console.warn(problem);
    state.edited = wasEdited;
    tell(problem?.name === "QuotaExceededError" ? text("script-draft-not-saved") : text("script-draft-save-failed"));
    return false;
  }
}

/** A page that was hidden may have missed what other tabs did. */
function check(form) {
  return inTurn(async () => {
    if (!isOpen() || state.revision === 0) return;
    const stored = await get("drafts", keyOf(form).value);
    if (revisionOf(stored) !== state.revision) await hooks.diverged(stored, state.edited);
  });
}

export function tell(sentence) {
  const status = document.getElementById("draft-status");
  if (status.textContent !== sentence) status.textContent = sentence;
}
