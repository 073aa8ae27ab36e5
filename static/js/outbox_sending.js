// Sends the outbox: oldest first, one sender at a time however many tabs there are, each form with its own key until
// the server has confirmed it. No DOM, because the service worker sends as well.
//
// Invariants: a form is sent only in a session of the person and organisation that it belongs to. What comes from
// something else than our server (a portal of a hotel, a proxy) is no answer. A time to come that is further away than
// the longest pause was written by a wrong clock and counts as past.

import * as outbox from "./outbox.js";
import { OTHER_VERSION, PHOTO_MISSING, get, put } from "./store.js";

const { GONE, NOT_ALLOWED, REFUSED, SENDING, SENT, SIGN_IN, WAITING } = outbox;
const { change, confirm, entries, isOf, isUnsent, markOf } = outbox;

const PATIENCE = 30_000;
/** For one photo or file of up to 20 MB over a bad connection. */
const PHOTO_PATIENCE = 180_000;
/** A sender that says nothing for longer than any request may take is frozen. */
const SILENCE = 2 * PHOTO_PATIENCE;
const FIRST_PAUSE = 4_000;
const LONGEST_PAUSE = 15 * 60_000;
/** The server drops an unclaimed upload after a day; an hour is left for sending the form. */
const FRESH = 23 * 3600 * 1000;
const LOCK = "injaaz-outbox";

/** No answer of the server: try again later. */
class Unreachable extends Error {
  constructor(wait = 0) {
    super("the server was not reached");
    this.wait = wait;
  }
}
/** The session has ended, is of somebody else, or does not permit this. */
class NotSignedIn extends Error {}
/** The server refuses the form, or a photo of it. */
class Refusal extends Error {
  constructor({ error, conflict, fields, request_id: id }, status) {
    super(id && status >= 500 ? `${error} (${id})` : error);
    this.fields = fields ?? [];
    // A correction of what was deleted, or of what the person may not correct any more, finds nothing.
    this.conflict = conflict ?? (status === 404 ? GONE : undefined);
    this.status = status;
  }
}

/** Sends what is due, or with `force` everything. Resolves to the milliseconds until something is due; null: never. */
export async function sendAll({ force = false } = {}) {
  if (!navigator.locks) return run(force);
  const work = (lock) => (lock ? run(force) : undefined);
  const done = await navigator.locks.request(LOCK, { ifAvailable: true }, work);
  if (done !== undefined) return done;
  // Another tab sends. A tab that the system has frozen holds the lock and writes no sign of life any more.
  const { at = 0 } = (await get("device", "sender")) ?? {};
  const isFrozen = at === seenAt && Math.abs(Date.now() - at) > SILENCE;
  seenAt = at;
  return isFrozen ? navigator.locks.request(LOCK, { steal: true }, work) : FIRST_PAUSE;
}

/** The last sign of life of another sender that this one has seen. */
let seenAt;
const giveSign = () => put("device", { id: "sender", at: Date.now() });

/** Sent as soon as there is a session again, whatever attempts there were before. */
const NO_SESSION = { state: SIGN_IN, attempts: 0, nextAt: undefined };

const isDue = ({ nextAt }) => !nextAt || nextAt <= Date.now() || nextAt - Date.now() > LONGEST_PAUSE;

async function run(force) {
  const sendable = (entry) => isUnsent(entry) && entry.state !== REFUSED;
  const [all] = await entries();
  const due = all.filter((entry) => sendable(entry) && (force || isDue(entry)));
  try {
    await sendEach(due);
  } catch (problem) {
    if (!(problem instanceof Unreachable)) console.warn(problem);
    for (const entry of due) await postpone(entry, problem);
  }
  const [left] = await entries();
  const times = left.filter((entry) => sendable(entry) && entry.state !== SIGN_IN).map(({ nextAt }) => (nextAt ?? 0) - Date.now());
  return times.length ? Math.min(LONGEST_PAUSE, Math.max(1_000, Math.min(...times))) : null;
}

async function sendEach(due) {
  if (!due.length) return;
  await giveSign();
  let me = await session();
  for (const entry of due) {
    if (!me || !isOf(markOf(me))(entry)) {
      await change(entry.key, NO_SESSION);
      continue;
    }
    const form = me.forms.find(({ module }) => module === entry.module);
    // A correction is about the version of the form that its submission was made with.
    const namesVersion = entry.corrects || new URL(entry.action, location.href).searchParams.has("version");
    if (form && String(form.version) !== entry.version && !entry.posted && !namesVersion) {
      // An entry that does not name its version would be checked as one of the newest: the person sees what has changed
      // before it is sent.
      await change(entry.key, { state: REFUSED, problem: OTHER_VERSION, errors: [] });
      continue;
    }
    me = await sendOne(entry, me);
  }
}

/** Returns the session for the next entry: null if it has ended. */
async function sendOne(entry, me, isAgain = false) {
  try {
    await deliver(entry, me);
    return me;
  } catch (problem) {
    if (problem instanceof Unreachable) throw problem;
    if (problem instanceof NotSignedIn) {
      const now = await session();
      const isOwn = now && isOf(markOf(now))(entry);
      if (isOwn && !isAgain) return sendOne(entry, now, true);
      // In a session of their own, the person may not send this form any more.
      await change(entry.key, isOwn ? { state: REFUSED, problem: problem.message, conflict: NOT_ALLOWED, errors: [] } : NO_SESSION);
      return now;
    }
    if (!(problem instanceof Refusal)) throw problem;
    const { conflict } = problem;
    const mayBeForgotten = problem.status === 409 && [undefined, "upload_gone"].includes(conflict);
    if (mayBeForgotten && !isAgain && entry.photos.some(({ id, uploadId }) => id && uploadId)) {
      // The server may have forgotten the photos.
      const photos = entry.photos.map((photo) => (photo.id ? { ...photo, uploadId: undefined } : photo));
      const changed = await change(entry.key, { photos });
      return changed ? sendOne(changed, me, true) : me;
    }
    const state = problem.status >= 500 ? WAITING : REFUSED;
    await change(entry.key, { state, problem: problem.message, conflict, errors: problem.fields });
    if (state === WAITING) await postpone(entry, new Unreachable());
    return me;
  }
}

async function deliver({ key, photos }, me) {
  let entry = await change(key, { state: SENDING, problem: undefined, conflict: undefined });
  if (!entry || entry.removedAt) return;
  for (const at of photos.keys()) {
    if (isFresh(entry.photos[at])) continue;
    await giveSign();
    const uploaded = await upload(entry, entry.photos[at], me);
    entry = await change(key, { photos: entry.photos.with(at, { ...entry.photos[at], ...uploaded }) });
    // The person has deleted it, or taken it back to the drafts.
    if (!entry || entry.removedAt) return;
  }
  await giveSign();
  entry = await change(key, { posted: true });
  if (!entry || entry.removedAt) return;
  const body = new FormData();
  for (const [name, value] of entry.answers) body.append(name, value);
  for (const { field, uploadId } of entry.photos) body.append(field, uploadId);
  body.append("submission_key", key);
  body.append("do", "submit");
  // The language is a part of what is sent; the choice of the person in the meantime must not change it.
  const [, receipt] = await ask(entry.action, { method: "POST", body, headers: { "X-Page-Language": entry.lang } }, me);
  if (!matches(entry, receipt)) throw new Unreachable();
  await confirm(entry, receipt.url);
}

/** Whether a receipt lists exactly the files that were sent, by the hashes that this device has computed. */
export function matches({ photos, signatures }, receipt) {
  const listed = [...(receipt?.files ?? [])];
  const sent = [...photos, ...signatures];
  if (!receipt?.submission_id || !receipt.content_hash || listed.length !== sent.length) return false;
  return sent.every(({ sha256, uploadId }) => {
    const at = listed.findIndex((file) => (sha256 ? file.sha256 === sha256 : !uploadId || file.upload_id === uploadId));
    return at >= 0 && listed.splice(at, 1).length === 1;
  });
}

function isFresh({ uploadId, uploadedAt, lasts }) {
  const age = Date.now() - uploadedAt;
  return Boolean(uploadId) && (lasts || (age >= 0 && age < FRESH));
}

async function upload({ module }, photo, me) {
  const stored = photo.id && (await get("photos", photo.id));
  if (!stored?.blob) throw new Refusal({ error: PHOTO_MISSING }, 410);
  const body = new FormData();
  body.append("field", photo.field);
  body.append("name", photo.name);
  body.append("file", stored.blob);
  const kind = photo.kind ? `&kind=${photo.kind}` : "";
  const [, answer] = await ask(`/uploads?form=${encodeURIComponent(module)}${kind}`, { method: "POST", body }, me, PHOTO_PATIENCE);
  const isSame = answer.size === stored.blob.size && (!photo.sha256 || answer.sha256 === photo.sha256);
  if (!isSame || !answer.upload_id) throw new Unreachable();
  return { uploadId: answer.upload_id, uploadedAt: Date.now() };
}

/** The session of this browser: {person, organisation, form_token, forms}; null if there is none. */
export async function session() {
  try {
    return (await ask("/offline/session", { cache: "no-store" }))[1];
  } catch (problem) {
    if (problem instanceof NotSignedIn) return null;
    throw problem;
  }
}

/** [status, JSON] of a request that succeeded. */
async function ask(address, options, me, patience = PATIENCE) {
  let response, answer;
  try {
    const headers = { Accept: "application/json", ...options.headers };
    if (me) headers["X-Form-Token"] = me.form_token;
    response = await fetch(address, { ...options, headers, signal: AbortSignal.timeout(patience) });
    answer = await response.json();
  } catch {
    throw new Unreachable();
  }
  const { status } = response;
  if (response.ok && answer && typeof answer === "object") return [status, answer];
  if (typeof answer?.error !== "string") throw new Unreachable();
  if ([401, 403].includes(status)) throw new NotSignedIn(answer.error);
  if ([408, 429, 502, 503, 504].includes(status)) throw new Unreachable(Number(response.headers.get("Retry-After")) * 1_000);
  throw new Refusal(answer, status);
}

/** After an attempt that reached nobody: twice the pause, a little different on each device. */
async function postpone({ key }, { wait = 0 }) {
  const entry = await get("outbox", key);
  if (!entry || entry.state === SENT || entry.state === REFUSED || entry.state === SIGN_IN) return;
  const attempts = (entry.attempts ?? 0) + 1;
  const pause = Math.min(LONGEST_PAUSE, Math.max(wait || 0, FIRST_PAUSE * 2 ** Math.min(attempts - 1, 8)));
  const nextAt = Date.now() + Math.round(pause * (0.75 + Math.random() / 4));
  await change(key, { state: WAITING, attempts, nextAt });
}
