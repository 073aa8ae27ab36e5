// Photos: each chosen file is an entry in the list at once, is kept on the phone, made small, and sent in the
// background. What the form posts in the end are only the numbers that the server gave; the file inputs are emptied,
// so that nothing is sent twice.

import { list, paint } from "./photo_entry.js";
import { shrink } from "./shrink.js";
import { get, put, remove } from "./store.js";
import { text } from "./page_texts.js";
import { removeWithUndo } from "./undo.js";
import { Refused, upload } from "./upload.js";

const LIMIT = 15 * 1024 * 1024;
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
  });
  addEventListener("online", () => refresh(form));
}

/** A photo that the server already holds and has put on the page. */
function adopt(li) {
  const field = li.closest("[data-photos]").dataset.photos;
  const name = li.querySelector(".photo-name").textContent;
  const photo = { li, field, name, state: "done", uploadId: li.dataset.upload, uploadedAt: Date.now() };
  li.replaceChildren();
  photos.set(li, photo);
  paint(photo, text("script-photo-attached"));
}

function choose(input) {
  const box = input.closest("[data-photos]");
  const files = [...input.files];
  input.value = "";
  const fitting = files.slice(0, room(box));
  for (const file of fitting) {
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    deliver(enlist(box, { id, field: box.dataset.photos, name: file.name, blob: file, keptAt: Date.now() }));
  }
  const left = files.length - fitting.length;
  tell(box, left ? text("script-photos-left-out", { max: box.dataset.max, count: left }) : "");
}

const room = (box) => Math.max(0, Number(box.dataset.max) - listed(box).length);

function enlist(box, photo) {
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
  photo.settled = bring(photo, signal).catch((problem) => {
    if (signal.aborted) return;
    if (problem instanceof Refused) show(photo, "refused", problem.message);
    else show(photo, "broken", text("script-photo-broken"));
  });
}

async function bring(photo, signal) {
  show(photo, "busy", text("script-photo-preparing"));
  await keep(photo);
  if (!photo.small) {
    photo.blob = await shrink(photo.blob);
    photo.small = true;
    await keep(photo);
  }
  signal.throwIfAborted();
  const megabytes = (photo.blob.size / 1024 / 1024).toFixed(1);
  if (photo.blob.size > LIMIT) throw new Refused(text("script-photo-too-large", { size: megabytes }));
  show(photo, "busy", text("script-photo-waiting"));
  const answer = await upload({
    ...photo,
    signal,
    onProgress: (percent) => show(photo, "busy", text("script-photo-sending", { percent }), percent),
    onPause: () => show(photo, "busy", text("script-photo-retrying")),
  });
  photo.uploadId = answer.upload_id;
  photo.uploadedAt = Date.now();
  show(photo, "done", text("script-photo-attached"));
}

/** On the phone first: a picture just taken exists nowhere else. */
async function keep({ id, keptAt, name, blob, small, li }) {
  try {
    await put("photos", { id, keptAt, name, blob, small });
  } catch {
    tell(li.closest("[data-photos]"), text("script-photo-not-saved"));
  }
}

function show(photo, state, sentence, percent = 0) {
  photo.state = state;
  paint(photo, sentence, percent);
  const box = photo.li.closest("[data-photos]");
  if (state !== "busy" || percent === 0) tell(box);
  if (percent === 0) box?.dispatchEvent(new Event("changed", { bubbles: true }));
}

/** How many are attached, after a note that stays until the next choice of files. */
function tell(box, note) {
  if (!box) return;
  if (note !== undefined) box.dataset.note = note;
  const here = listed(box);
  const done = here.filter((photo) => photo.state === "done").length;
  const all = { done, count: here.length };
  const attached = done === all.count ? text("script-photos-attached", all) : text("script-photos-attached-of", all);
  const parts = [box.dataset.note, here.length ? attached : ""];
  box.querySelector("[data-status]").textContent = parts.filter(Boolean).join(" ");
}

function drop(photo) {
  const box = photo.li.closest("[data-photos]");
  const retell = () => {
    tell(box, "");
    box.dispatchEvent(new Event("changed", { bubbles: true }));
  };
  if (photo.state === "busy") photo.abort.abort();
  removeWithUndo(photo.li, {
    tag: "li",
    sentence: text("script-photo-removed", { name: photo.name }),
    hasRoom: () => {
      if (room(box) === 0) tell(box, text("script-photos-left-out", { max: box.dataset.max, count: 1 }));
      return room(box) > 0;
    },
    restored: () => {
      if (photo.state === "busy") deliver(photo);
      retell();
    },
  });
  retell();
}

const listed = (root) => [...root.querySelectorAll("[data-list] > li")].map((li) => photos.get(li)).filter(Boolean);

/** Waits until nothing is under way; answers the photos that could not be attached. */
export async function settle(form, onWait) {
  refresh(form);
  for (;;) {
    const busy = listed(form).filter((photo) => photo.state === "busy");
    if (!busy.length) break;
    onWait(busy.length);
    await Promise.race(busy.map((photo) => photo.settled));
  }
  return listed(form).filter((photo) => photo.state !== "done");
}

/** Sends again what broke or what the server has forgotten by now. With `every`: all that the phone still has. */
export function refresh(form, every = false) {
  for (const photo of listed(form)) {
    const stale = photo.state === "done" && (every || Date.now() - photo.uploadedAt > FRESH);
    if (photo.blob && (stale || photo.state === "broken")) deliver(photo);
    else if (stale && !every) show(photo, "gone", text("script-photo-expired"));
  }
}

/** What a draft remembers of the photos, in their order. */
export function describe(form) {
  return listed(form).map(({ id, field, name, uploadId, uploadedAt }) => ({ id, field, name, uploadId, uploadedAt }));
}

/** Puts the photos of a draft back into their lists, and sends on what is not yet at the server. */
export async function restore(form, described) {
  for (const box of form.querySelectorAll("[data-photos]")) list(box).replaceChildren();
  for (const known of described) {
    const box = form.querySelector(`[data-photos="${CSS.escape(known.field)}"]`);
    const kept = known.id && (await get("photos", known.id).catch(() => undefined));
    if (!box) continue;
    const photo = enlist(box, { ...known, ...kept });
    const fresh = photo.uploadId && Date.now() - photo.uploadedAt < FRESH;
    if (fresh) show(photo, "done", text("script-photo-attached"));
    else if (photo.blob) deliver(photo);
    else show(photo, "gone", text("script-photo-expired"));
  }
}

/** The server has confirmed the form: the phone need not keep its photos any longer. */
export async function forget(form) {
  const kept = listed(form).filter((photo) => photo.blob);
  await Promise.all(kept.map((photo) => remove("photos", photo.id)));
}
