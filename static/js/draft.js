// The draft of the form that is open: everything entered is saved on this device, and shown again after a reload, a
// crash or an empty battery. It has the submission key, so that a form whose fate is unknown can be sent again and is
// still one submission.
//
// Invariant: a draft is removed only when the server has confirmed it or a person deletes it.

import { read } from "./answers.js";
import { describe, randomKey, revisionOf, show } from "./draft_record.js";
import { contentOf, forgetTimer, isOpen, keyOf, save, settle, state, tell, watch, write } from "./draft_saving.js";
import * as tabs from "./draft_tabs.js";
import * as drafts from "./drafts.js";
import { structure } from "./items.js";
import { dismiss, notice } from "./notice.js";
import { clock, text } from "./page_texts.js";
import * as photos from "./photos.js";
import { OTHER_VERSION, PHOTO_MISSING, get, remove } from "./store.js";

export { save };

/** The form as the server sent it. */
let blank;
/** One change to another draft at a time. */
let changing = Promise.resolve();

export async function start(form) {
  // The page may be a copy that is kept on the device, and "back" may show it again. Answers that the server sent back
  // have a key already.
  if (!isAnswered()) keyOf(form).value = randomKey();
  // A correction begins with what was sent.
  const sent = form.dataset.corrects ? photos.describe(form) : [];
  blank = { items: structure(form), answers: read(form), photos: sent, signatures: [] };
  watch(form, {
    diverged: (stored, wasEdited) => diverged(form, stored, wasEdited),
    saved: () => refreshList(form).catch(console.warn),
  });
  document.getElementById("draft-new").addEventListener("click", () => startNew(form));
  tabs.start({
    shows: () => keyOf(form).value,
    holds: isOpen,
    released: () => release(form),
    ended: () => pause(form, true),
  });
  changing = refreshList(form).then((known) => choose(form, known));
  changing = changing.catch((problem) => {
    console.warn(problem);
    notice(form, text("script-draft-storage-unreadable"), [], { urgent: true });
  });
  await changing;
}

/** The page shows answers that the server sent back. The first page of a correction has a summary without any. */
const isAnswered = () => document.querySelector("#error-summary:not([data-first]), #inspection[data-begun]");

/** Shows the draft that belongs here: the one asked for, the one of this tab, or in a new tab the last one. */
async function choose(form, known) {
  if (isAnswered()) {
    state.revision = revisionOf(known.find((draft) => draft.key === keyOf(form).value));
    if ("begun" in form.dataset) await begin(form);
    return;
  }
  const asked = new URLSearchParams(location.hash.slice(1)).get("draft");
  if (asked) history.replaceState(null, "", location.pathname + location.search);
  const own = sessionStorage.getItem(slotOf(form));
  const find = (key) => known.find((draft) => draft.key === key);
  const draft = find(asked) ?? find(own) ?? (own ? undefined : known[0]);
  if (!draft) return remember(form);
  const name = drafts.nameOf(draft);
  const time = clock(draft.savedAt);
  if (await tabs.isOpenElsewhere(draft.key)) {
    notice(form, text("script-draft-other-tab", { name, time }), [
      [text("script-draft-continue-here"), () => takeOver(form, draft.key)],
      [text("script-draft-start-new"), () => remember(form)],
    ]);
    return;
  }
  const before = keyOf(form).value;
  const left = await open(form, draft);
  if (await showRefusal(form, draft)) return;
  const changed = draft.version === form.dataset.version ? "" : text("script-draft-form-changed");
  const lost = left.length ? text("script-draft-left-over") : "";
  const sentence = [text("script-draft-restored", { name, time }), changed, lost].filter(Boolean).join(" ");
  const choices = [
    [text("script-draft-continue"), () => form.focus({ preventScroll: true })],
    [text("form-undo"), () => startNew(form, before)],
  ];
  const hide = notice(form, sentence, choices, { details: left });
  if (!left.length) form.addEventListener("input", hide, { once: true });
}

/** The answers of an earlier visit are a draft of the form like any other from now on, also after a reload. */
async function begin(form) {
  state.edited = true;
  await save(form);
  remember(form);
  history.replaceState(null, "", location.pathname + location.hash);
}

// ---- Changing to another draft ----

/** One after the other; meanwhile nothing can be typed into the wrong draft. */
function change(form, work) {
  const turn = changing.then(async () => {
    form.inert = true;
    try {
      await work();
    } finally {
      form.inert = state.paused;
    }
  });
  changing = turn.catch(console.error);
  return changing;
}

/** An empty form with a key of its own. */
function startNew(form, key = randomKey()) {
  // This page has never been blank.
  if ("begun" in form.dataset) return leave(form).then(() => location.assign(location.pathname));
  return change(form, () => showBlank(form, key));
}

/** Goes on with a stored draft in this tab, wherever it was open before. */
const takeOver = (form, key) => change(form, () => openStored(form, key));

async function showBlank(form, key) {
  await settle(form);
  const previous = state.revision > 0 && (await get("drafts", keyOf(form).value));
  await replace(form, blank, key);
  tell("");
  if (!previous) return dismiss();
  const back = [[text("form-undo"), () => takeOver(form, previous.key)]];
  const hide = notice(form, text("script-draft-started-new", { name: drafts.nameOf(previous) }), back);
  form.addEventListener("input", hide, { once: true });
}

async function openStored(form, key) {
  dismiss();
  if (!isOpen() || keyOf(form).value !== key) await tabs.take(key);
  const draft = await get("drafts", key);
  if (!draft) return refreshList(form);
  const left = await open(form, draft);
  if (await showRefusal(form, draft)) return;
  if (left.length) notice(form, text("script-draft-left-over"), [[text("script-draft-continue"), () => {}]], { details: left });
}

/** What the server has said when it refused the form; whether there is anything to say. */
async function showRefusal(form, { errors, problem }) {
  if (errors?.length) (await import("./errors.js")).showErrors(form, errors);
  else if (problem === OTHER_VERSION) return false;
  else if (problem) {
    const sentence = problem === PHOTO_MISSING ? text("outbox-problem-photo") : problem;
    notice(form, sentence, [[text("script-draft-continue"), () => {}]], { urgent: true });
  }
  return Boolean(errors?.length || problem);
}

/** Returns what has no place in the form. */
async function open(form, draft) {
  await settle(form);
  const left = await replace(form, draft, draft.key);
  tell(text("script-draft-continued"));
  return left;
}

async function replace(form, record, key) {
  state.still = true;
  try {
    keyOf(form).value = key;
    state.revision = revisionOf(record.key && record);
    state.left = await show(form, record);
    state.content = contentOf(describe(form));
    return state.left;
  } finally {
    Object.assign(state, { still: false, paused: false, edited: false });
    form.tabIndex = -1;
    remember(form);
    await refreshList(form);
  }
}

// ---- Other tabs ----

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

/** The other tab goes on with the draft, or there is nothing to go on with. */
function pause(form, isGone) {
  forgetTimer();
  state.paused = true;
  form.inert = true;
  if (!isGone) {
    const back = [[text("script-draft-continue-here"), () => takeOver(form, keyOf(form).value)]];
    notice(form, text("script-draft-taken"), back, { urgent: true });
    return;
  }
  const choices = [
    [text("script-draft-start-new"), () => startNew(form)],
    [text("script-draft-keep-as-new"), () => keepAsNew(form)],
  ];
  notice(form, text("script-draft-gone"), choices, { urgent: true });
}

async function release(form) {
  const key = keyOf(form).value;
  await settle(form);
  if (keyOf(form).value === key) pause(form, false);
}

async function keepAsNew(form) {
  state.paused = false;
  form.inert = false;
  await becomeNew(form);
  await save(form);
}

/** Gives the form a key of its own, and its own copies of the photos. */
async function becomeNew(form) {
  setKey(form, randomKey());
  await photos.copyTo(form, keyOf(form).value);
}

function setKey(form, key) {
  keyOf(form).value = key;
  state.revision = 0;
  remember(form);
}

// ---- After sending ----

/** The server has confirmed the form: nothing of it stays on the device. */
export async function clear(form) {
  await leave(form);
  await drafts.discard(keyOf(form).value);
}

/** Nothing of the form is saved any more, and the next visit in this tab is another inspection. */
export async function leave(form) {
  state.still = true;
  await settle(form);
  forgetTimer();
  sessionStorage.setItem(slotOf(form), "none");
}

/** The form stays here after all. */
export function stay(form) {
  state.still = false;
  remember(form);
}

/** Makes the form a submission of its own: same answers, new key. */
export async function rekey(form) {
  const old = keyOf(form).value;
  setKey(form, randomKey());
  await photos.moveTo(form, keyOf(form).value);
  if (await save(form)) await remove("drafts", old);
}

// ---- The list, and what the tab remembers ----

function refreshList(form) {
  const current = isOpen() ? keyOf(form).value : null;
  return drafts.refreshList(form, { current, open: (key) => takeOver(form, key), deleted: (keys) => afterDeletion(form, keys) });
}

/** The draft that is open here may be the deleted one. */
async function afterDeletion(form, keys) {
  if (state.revision === 0 || keys.includes(keyOf(form).value)) return;
  forgetTimer();
  await startNew(form);
}

const slotOf = ({ dataset }) => `draft:${dataset.module}:${dataset.person}`;

function remember(form) {
  sessionStorage.setItem(slotOf(form), keyOf(form).value);
}
