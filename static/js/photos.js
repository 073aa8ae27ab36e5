// Photos and files: each chosen file is an entry in the list at once, is kept on the phone, made small, and sent in the
// background. What the form posts in the end are only the numbers that the server gave; the file inputs are emptied,
// so that nothing is sent twice.

import { list, paint } from "./photo_entry.js";
import { all, get, put, update } from "./store.js";
import { text } from "./page_texts.js";
import { removeWithUndo } from "./undo.js";
import { address, Refused, upload } from "./upload.js";

const LIMIT = 15 * 1024 * 1024;
/** A question for a file says how large it may be, and takes one. */
const kindOf = (box) => (box.dataset.pdf ? "pdf" : undefined);
/** The server drops an unclaimed upload after a day; an hour is left for sending the form. */
const FRESH = 23 * 3600 * 1000;

/** Every photo of this page, also those that were removed and may come back: list entry to what is known of it. */
const photos = new Map();

export function start(form) {
  for (const li of form.querySelectorAll("[data-photos] [data-upload]")) adopt(li);
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-camera], [data-library]")) choose(target);
  });
  form.addEventListener("click", (event) => {
    const photo = photos.get(event.target.closest("[data-photos] li"));
    if (photo && event.target.closest("[data-drop]")) {
      drop(photo);
      event.preventDefault();
    } else if (photo && event.target.closest("[data-retry]")) deliver(photo);
    else if (photo && event.target.closest("[data-open]")) look(photo).catch(console.warn);
  });
  form.addEventListener("card-removed", ({ target }) => listed(target).forEach((photo) => mark(photo, true)));
  form.addEventListener("card-restored", ({ target }) => listed(target).forEach((photo) => mark(photo, false)));
  form.addEventListener("card-renamed", ({ target }) => listed(target).forEach(rename));
  addEventListener("online", () => refresh(form));
}

/** Its item has changed its place. */
function rename(photo) {
  const { id, kept, li } = photo;
  const field = li.closest("[data-photos]").dataset.photos;
  photo.field = field;
  if (kept) update("photos", id, (stored) => stored && { ...stored, field }).catch(console.warn);
}

/** Shows a photo above the page, with what can be done with it. */
async function look(photo) {
  const box = photo.li.closest("[data-photos]");
  const { open } = await import("./viewer.js");
  const entry = (each, place, all) => ({
    src: each.blob ? each.li.querySelector("img").src : `${address()}/${each.uploadId}`,
    alt: each.name,
    caption: each.state === "done" ? "" : each.li.querySelector(".photo-state").textContent,
    off: { earlier: place === 0, later: place === all.length - 1, retry: each.state !== "broken" },
  });
  open(listed(box).indexOf(photo), () => listed(box).map(entry), (action, place) => {
    const shown = listed(box);
    if (action === "retry") deliver(shown[place]);
    else if (action === "remove") drop(shown[place]);
    else return reorder(box, shown, place, action === "earlier" ? place - 1 : place + 1);
  });
}

/** The order on the page is the order in the report. */
function reorder(box, shown, from, to) {
  if (to < from) shown[to].li.before(shown[from].li);
  else shown[to].li.after(shown[from].li);
  box.dispatchEvent(new Event("changed", { bubbles: true }));
  return to;
}

/** A photo that the server already holds and has put on the page. */
function adopt(li) {
  const box = li.closest("[data-photos]");
  const field = box.dataset.photos;
  const name = li.querySelector(".photo-name").textContent;
  // That of a submission that is corrected does not expire.
  const lasts = Boolean(li.closest("[data-corrects]"));
  const photo = { li, field, name, kind: kindOf(box), state: "done", uploadId: li.dataset.upload, uploadedAt: Date.now(), lasts };
  li.replaceChildren();
  photos.set(li, photo);
  paint(photo, text("script-photo-attached"));
}

function choose(input) {
  const box = input.closest("[data-photos]");
  const files = [...input.files];
  input.value = "";
  const kind = kindOf(box);
  // Another file takes the place of the one before.
  if (kind && files.length) listed(box).forEach(drop);
  const fitting = files.slice(0, room(box));
  for (const file of fitting) {
    const photo = { id: newId(), draft: keyOf(input.form), field: box.dataset.photos, kind, name: file.name, blob: file };
    deliver(enlist(box, { ...photo, keptAt: Date.now() }));
  }
  if (input.matches("[data-camera]")) another(input);
  const left = files.length - fitting.length;
  tell(box, left ? text("script-photos-left-out", { max: box.dataset.max, count: left }) : "");
}

/** The camera gives one photo at a time; the next one is one press away. */
function another(input) {
  input.previousElementSibling.textContent = text("script-photo-another");
  input.closest("label").scrollIntoView({ block: "nearest" });
  input.focus({ preventScroll: true });
}

const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
const keyOf = (form) => form.elements.submission_key.value;
export const room = (box) => Math.max(0, Number(box.dataset.max) - listed(box).length);

export function enlist(box, photo) {
  photo.li = document.createElement("li");
  list(box).append(photo.li);
  photos.set(photo.li, photo);
  paint(photo);
  return photo;
}

/** From chosen to attached; every way out leaves a word at the photo. */
function deliver(photo) {
  photo.abort = new AbortController();
  const { signal } = photo.abort;
  photo.uploadId = undefined;
  photo.retrying = false;
  photo.needsSession = false;
  photo.lost = new Promise((resolve) => (photo.lose = resolve));
  photo.prepared = new Promise((resolve) => (photo.prepare = resolve));
  photo.settled = bring(photo, signal).catch((problem) => {
    if (signal.aborted) return;
    photo.needsSession = Boolean(problem.mayRetry);
    if (problem instanceof Unreadable) show(photo, "refused", text("script-photo-unreadable"));
    else if (problem instanceof Refused) show(photo, problem.mayRetry ? "broken" : "refused", problem.message);
    else show(photo, "broken", photo.kept ? text("script-photo-broken") : text("script-photo-broken-not-kept"));
  });
}

/** The file that was chosen can no longer be read, and there is no copy. */
class Unreadable extends Error {}

async function bring(photo, signal) {
  show(photo, "busy", text("script-photo-preparing"));
  if (!photo.kept) await keepFile(photo);
  if (!photo.small) {
    // Loaded with the first photo. Without it the photo goes as it is, and so does a file.
    const smaller = photo.kind ? photo.blob : await import("./shrink.js").then(({ shrink }) => shrink(photo.blob)).catch(() => photo.blob);
    // What counts as ready is stored already.
    const ready = { ...photo, blob: smaller, small: true };
    await keep(ready);
    Object.assign(photo, { blob: smaller, small: true, kept: ready.kept });
  }
  photo.prepare();
  signal.throwIfAborted();
  const megabytes = (photo.blob.size / 1024 / 1024).toFixed(1);
  const limit = Number(photo.li.closest("[data-photos]")?.dataset.pdf) || LIMIT;
  const most = Math.floor(limit / 1024 / 1024);
  if (photo.blob.size > limit) throw new Refused(text("script-photo-too-large", { size: megabytes, limit: most }));
  show(photo, "busy", text("script-photo-waiting"));
  const answer = await upload({
    ...photo,
    signal,
    onProgress: (percent) => show(photo, "busy", text("script-photo-sending", { percent }), percent),
    onPause: () => {
      photo.retrying = true;
      photo.lose();
      show(photo, "busy", text("script-photo-retrying"));
    },
  });
  photo.uploadId = answer.upload_id;
  photo.uploadedAt = Date.now();
  show(photo, "done", text("script-photo-attached"));
}

/**
 * Replaces the chosen file by a copy, at once: a picture just taken exists nowhere else, and a file of a cloud folder
 * can often be read only once.
 */
async function keepFile(photo) {
  await keep(photo);
  try {
    photo.blob = photo.kept ? (await get("photos", photo.id)).blob : new Blob([await photo.blob.arrayBuffer()], photo.blob);
  } catch (problem) {
    console.warn(problem);
    throw new Unreadable();
  }
}

/** Stores the photo on the device. */
async function keep(photo) {
  const { id, draft, field, keptAt, name, kind, blob, small, li } = photo;
  try {
    await put("photos", { id, draft, field, keptAt, name, kind, blob, small });
    photo.kept = true;
  } catch (problem) {
    console.warn(problem);
    tell(li.closest("[data-photos]"), text("script-photo-not-saved"));
  }
}

export function show(photo, state, sentence, percent = 0) {
  photo.state = state;
  paint(photo, sentence, percent);
  const box = photo.li.closest("[data-photos]");
  if (state !== "busy" || percent === 0) tell(box);
  if (percent === 0) box?.dispatchEvent(new Event("changed", { bubbles: true }));
}

/** How many are attached, after a note that stays until the next choice of files. */
export function tell(box, note) {
  if (!box) return;
  if (note !== undefined) box.dataset.note = note;
  const here = listed(box);
  const done = here.filter((photo) => photo.state === "done").length;
  const all = { done, count: here.length };
  const attached = kindOf(box) ? (done ? text("script-file-attached") : "") : done === all.count ? text("script-photos-attached", all) : text("script-photos-attached-of", all);
  const parts = [box.dataset.note, here.length ? attached : ""];
  box.querySelector("[data-status]").textContent = parts.filter(Boolean).join(" ");
}

export function drop(photo) {
  const box = photo.li.closest("[data-photos]");
  const retell = () => {
    tell(box, "");
    box.dispatchEvent(new Event("changed", { bubbles: true }));
  };
  if (photo.state === "busy") photo.abort.abort();
  mark(photo, true);
  removeWithUndo(photo.li, {
    tag: "li",
    sentence: text("script-photo-removed", { name: photo.name }),
    hasRoom: () => {
      if (room(box) === 0) tell(box, text("script-photos-left-out", { max: box.dataset.max, count: 1 }));
      return room(box) > 0;
    },
    restored: () => {
      mark(photo, false);
      if (photo.state === "busy") deliver(photo);
      retell();
    },
  });
  retell();
}

/** A removed photo may come back until the form is loaded again. */
function mark({ id, kept }, removed) {
  if (kept) update("photos", id, (stored) => stored && { ...stored, removed }).catch(console.warn);
}

export const listed = (root) => [...root.querySelectorAll("[data-list] > li")].map((li) => photos.get(li)).filter(Boolean);

/** Whether the server still has it. The clock of the device may have been changed: a time to come counts as old. */
function isFresh({ uploadId, uploadedAt, lasts }) {
  const age = Date.now() - uploadedAt;
  return Boolean(uploadId) && (lasts || (age >= 0 && age < FRESH));
}

/**
 * Waits until nothing is under way, or until the connection is lost: [the photos that are not attached, whether only
 * the connection or the session is the reason, whether the session is].
 */
export async function settle(form, onWait) {
  refresh(form);
  for (;;) {
    const open = listed(form).filter((photo) => photo.state !== "done" && !photo.li.closest("[data-field][hidden], section[hidden]"));
    const busy = open.filter((photo) => photo.state === "busy");
    const isLost = open.some(({ state, retrying }) => state === "broken" || retrying);
    // A photo that is not stored in its final size yet is waited for.
    if (!busy.length || (isLost && busy.every((photo) => photo.small))) {
      const isStuck = open.some(({ state }) => state === "refused" || state === "gone");
      return [open, isLost && !isStuck, open.some((photo) => photo.needsSession)];
    }
    onWait(busy.length);
    const others = busy.filter((photo) => !photo.retrying);
    await Promise.race(others.flatMap(({ small, settled, lost, prepared }) => (small ? [settled, lost] : [settled, prepared])));
  }
}

/** Somebody else sends the photos from now on. */
export function stop(form) {
  for (const photo of listed(form)) photo.abort?.abort();
  photos.clear();
}

/** Sends again what broke or what the server has forgotten by now. With `every`: all that the phone still has. */
export function refresh(form, every = false) {
  for (const photo of listed(form)) {
    const stale = photo.state === "done" && (every || !isFresh(photo));
    const isWaiting = photo.state === "busy" && photo.retrying;
    if (isWaiting) photo.abort.abort();
    if (photo.blob && (stale || isWaiting || photo.state === "broken")) deliver(photo);
    else if (stale && !every) show(photo, "gone", text("script-photo-expired"));
  }
}

/** What a draft remembers of the photos, in their order. */
export function describe(form) {
  return listed(form).map(({ id, field, name, kind, uploadId, uploadedAt, lasts }) => ({ id, field, name, kind, uploadId, uploadedAt, lasts }));
}

/**
 * Makes the lists exactly those of a draft, and sends on what is not yet at the server. Returns the names of photos
 * whose question is no longer in the form.
 */
export async function restore(form, described, draft) {
  for (const box of form.querySelectorAll("[data-photos]")) list(box).replaceChildren();
  const left = [];
  for (const known of [...described, ...(await unlisted(described, draft))]) {
    const box = form.querySelector(`[data-photos="${CSS.escape(known.field)}"]`);
    const stored = known.id && (await get("photos", known.id).catch(() => undefined));
    if (!box) {
      left.push(known.name);
      continue;
    }
    const photo = enlist(box, { ...known, ...stored, draft, kept: Boolean(stored) });
    if (isFresh(photo)) show(photo, "done", text("script-photo-attached"));
    else if (photo.blob) deliver(photo);
    else show(photo, "gone", text("script-photo-expired"));
  }
  return left;
}

/** Photos that were stored a moment before the device lost power, so that their draft does not name them yet. */
async function unlisted(described, draft) {
  if (!draft) return [];
  const [stored] = await all("photos").catch(() => [[]]);
  const known = new Set(described.map((photo) => photo.id));
  return stored.filter((photo) => photo.draft === draft && !photo.removed && !known.has(photo.id));
}

/** The photos belong to another draft from now on. */
export async function moveTo(form, draft) {
  for (const photo of listed(form)) {
    photo.draft = draft;
    if (photo.kept) await update("photos", photo.id, (stored) => stored && { ...stored, draft }).catch(console.warn);
  }
}

/** The form gets copies of its own, which are sent again: an upload belongs to one submission. */
export async function copyTo(form, draft) {
  for (const photo of listed(form)) {
    Object.assign(photo, { id: newId(), draft, kept: false });
    if (photo.blob) await keep(photo);
  }
  refresh(form, true);
}
