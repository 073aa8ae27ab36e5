// Makes an entry of the outbox of the form that is open, with its photos and signatures, and says on the page what
// happens now.
//
// Invariant: an entry is made only if this device holds everything that would be sent.

import * as draft from "./draft.js";
import * as outbox from "./outbox.js";
import { text } from "./page_texts.js";
import * as photos from "./photos.js";
import { answerOf, nameOf, questions } from "./question.js";
import { get } from "./store.js";

/**
 * Moves the form, whose draft is saved, into the outbox. `posted`: the server may have it already. Resolves to whether
 * that was possible.
 */
export async function handOver(form, { posted, signIn }) {
  const record = await get("drafts", form.elements.submission_key.value);
  // What does not apply is not sent.
  const isAway = (name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`)?.matches("[hidden], section[hidden] *");
  const attached = photos.describe(form).filter(({ field }) => !isAway(field));
  if (!record || !(await areHere(attached))) return false;
  const { person, title, version, corrects } = form.dataset;
  const isPhotos = new Set([...form.querySelectorAll("[data-photos]")].map(({ dataset }) => dataset.photos));
  const left = new Set(["form_token", "submission_key"]);
  const answers = [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !left.has(name) && !isPhotos.has(name),
  );
  const entry = {
    key: record.key,
    person,
    organisation: document.getElementById("network-chip").dataset.organisation,
    module: form.dataset.form,
    corrects,
    // To be read where the form cannot be opened any more.
    shown: corrects && questions(form).map((field) => [nameOf(field), answerOf(field)]).filter(([, answer]) => answer),
    action: new URL(form.action).pathname + new URL(form.action).search,
    title,
    version,
    lang: document.documentElement.lang,
    name: record.name,
    createdAt: Date.now(),
    answers,
    photos: await Promise.all(attached.map(hashed)),
    signatures: await Promise.all(drawn(form)),
    draft: record,
    state: signIn ? outbox.SIGN_IN : outbox.WAITING,
    attempts: 0,
    posted,
  };
  await draft.leave(form);
  try {
    await outbox.add(entry);
  } catch (problem) {
    draft.stay(form);
    throw problem;
  }
  photos.stop(form);
  show(form, record.key, signIn, corrects);
  // Sends even when no page is open, where the browser can do that.
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("injaaz-outbox")).catch(console.warn);
  return true;
}

/** Whether each photo is stored here, or at least at the server. */
async function areHere(attached) {
  for (const { id, uploadId } of attached) {
    const stored = id && (await get("photos", id));
    if (!stored?.blob && !uploadId) return false;
  }
  return true;
}

async function hashed(photo) {
  const stored = photo.id && (await get("photos", photo.id));
  if (!stored?.blob) return { ...photo, id: undefined };
  return { ...photo, size: stored.blob.size, sha256: await sha256(await stored.blob.arrayBuffer()) };
}

/** The signatures that were drawn: the bytes of their pictures are what the server stores. */
function drawn(form) {
  const names = [...form.querySelectorAll("[data-signature]")].map(({ dataset }) => dataset.signature);
  const values = names.map((name) => !form.elements[name]?.disabled && form.elements[name]?.value).filter(Boolean);
  return values.map(async (value) => {
    const [, data] = value.split(";base64,");
    if (!data) return { uploadId: value };
    return { sha256: await sha256(Uint8Array.from(atob(data), (character) => character.charCodeAt(0))) };
  });
}

/** In hex; nothing where the page has no secure connection, which has no outbox that sends by itself either. */
async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** In place of the form: where it is, and after it was sent, the submission. */
function show(form, key, signIn, corrects) {
  const panel = document.createElement("section");
  panel.className = "sheet in-outbox";
  panel.id = "in-outbox";
  const title = make("h2", { tabIndex: -1, textContent: text("outbox-added") });
  const about = make("p", { textContent: signIn ? text("outbox-added-sign-in") : text("outbox-added-about") });
  about.setAttribute("role", "status");
  const go = make("a", { className: "button primary", href: "/outbox", textContent: text("outbox-open") });
  const more = make("a", { className: "button secondary", href: location.pathname, textContent: text("script-draft-start-new") });
  const buttons = make("p", { className: "in-outbox-buttons" });
  buttons.append(go, ...(corrects ? [] : [more]));
  panel.append(title, about, buttons);
  form.hidden = true;
  for (const other of document.querySelectorAll("#drafts, nav.contents, .draft-offer")) other.hidden = true;
  form.before(panel);
  title.focus();
  outbox.changes.addEventListener("change", ({ detail }) => {
    if (detail.key !== key) return;
    if (detail.state === outbox.SENT) location.replace(detail.url);
    else if (detail.state === outbox.SIGN_IN) about.textContent = text("outbox-added-sign-in");
    else if (detail.state === outbox.REFUSED) about.textContent = text("outbox-added-refused");
  });
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
