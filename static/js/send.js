// Sending the form. What is said here must be true: "saved" only on a receipt that names every file that was sent;
// after a broken connection nobody knows, and that is what it says. The submission key makes pressing Send again safe.
//
// A member's form that cannot be sent now goes into the outbox, which sends it later with the same key. The form of a
// public link stays open instead: its visitor may never come back to this site.

import * as draft from "./draft.js";
import { moveOn } from "./enter.js";
import * as photos from "./photos.js";
import { text } from "./page_texts.js";
import { answerOf } from "./question.js";
import { renew } from "./upload.js";

const PATIENCE = 30_000;
/** Where the device believes to be offline. It may be wrong, so an attempt is made. */
const PATIENCE_OFFLINE = 8_000;
/** Without a response for this long, it says so. */
const SLOW = 5_000;

/** Loaded with the first refusal, which shows that there is a connection, or if the page shows errors already. */
const errors = () => import("./errors.js");

/** The server has no time for it now. */
const BUSY = [408, 429, 502, 503, 504];

let running = false;
/** The connection broke: try once more by itself when it is back. */
let again = false;
let status;
let failure;

export function start(form) {
  const button = document.getElementById("send");
  status = line("send-status", "status");
  failure = line("send-failure", "alert");
  document.getElementById("draft-status").before(status);
  button.closest(".send-bar").prepend(failure);
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (pressed !== button && pressed && pressed.value !== "enter") return;
    event.preventDefault();
    if (pressed === button) {
      again = true;
      send(form, button);
    } else moveOn(form);
  });
  for (const kind of ["input", "changed"]) form.addEventListener(kind, outdated);
  addEventListener("online", () => again && send(form, button));
}

/** The form is being changed: what was said about the last attempt is out of date. */
function outdated({ target }) {
  if (running) return;
  // A photo that goes on by itself changes nothing about a lost connection.
  if (again && target.matches("[data-photos]")) return;
  again = false;
  say("");
}

function line(id, role) {
  const element = Object.assign(document.createElement("p"), { id });
  element.setAttribute("role", role);
  return element;
}

/** A second tap while the first is under way changes nothing. */
async function send(form, button) {
  if (running) return;
  running = true;
  button.setAttribute("aria-disabled", "true");
  try {
    await attempt(form);
  } finally {
    running = false;
    button.removeAttribute("aria-disabled");
  }
}

async function attempt(form, renewed = false) {
  if (form.querySelector(".error, [aria-invalid]")) (await errors()).clearErrors(form);
  say(text("script-send-sending"));
  const kept = (await draft.save(form)) ? text("script-send-kept") : text("script-send-not-kept");
  const waiting = (n) => say(text("script-send-waiting", { count: n }));
  const [missing, isBroken, signIn] = await photos.settle(form, waiting);
  if (isBroken) return later(form, text("script-send-no-connection", { kept }), { signIn });
  if (missing.length) {
    again = false;
    missing[0].li.scrollIntoView({ block: "center" });
    return fail(text("script-send-photos-missing", { count: missing.length }));
  }
  await draft.save(form);
  say(text("script-send-sending"));
  const body = contents(form);
  const slow = setTimeout(() => say(text("script-send-slow", { kept })), SLOW);
  let response, answer;
  try {
    const headers = { Accept: "application/json" };
    const signal = AbortSignal.timeout(navigator.onLine ? PATIENCE : PATIENCE_OFFLINE);
    response = await fetch(form.action, { method: "POST", body, headers, signal });
    answer = await response.json();
  } catch (problem) {
    console.warn(problem);
    return later(form, text("script-send-unconfirmed", { kept }), { posted: true });
  } finally {
    clearTimeout(slow);
  }
  again = false;
  if ([401, 403].includes(response.status) && !renewed) {
    if (await renew()) return attempt(form, true);
    return later(form, answer.error, { signIn: true });
  }
  if (BUSY.includes(response.status)) return later(form, answer.error, { posted: true });
  if (!response.ok) return refused(form, response.status, answer);
  if (!confirms(form, answer, body)) return fail(text("script-send-receipt-differs", { kept }));
  say(text("script-send-sent"));
  await draft.clear(form).catch(console.warn);
  location.replace(answer.url);
}

/** Leaves the form to the outbox; where that cannot be done, says why it was not sent. */
async function later(form, sentence, { posted = false, signIn = false }) {
  if (!form.dataset.person || !(await draft.save(form))) return fail(sentence);
  if (await showMissing(form)) return;
  // Where this script cannot be loaded, no outbox could be opened either.
  const isHandedOver = await import("./outbox_entry.js")
    .then(({ handOver }) => handOver(form, { posted, signIn }))
    .catch(console.warn);
  if (!isHandedOver) return fail(sentence);
  again = false;
  say("");
}

/** Without the server, at least the questions that must be answered are checked; whether some are not. */
async function showMissing(form) {
  const empty = [...form.querySelectorAll("[required]")].filter((control) => control.validity.valueMissing);
  const groups = [...form.querySelectorAll("[data-required]:is([data-many], [data-position])")];
  const open = groups.filter((field) => !field.closest("[hidden]") && !answerOf(field));
  const names = new Map([...empty.map((control) => [control.name, control]), ...open.map((field) => [field.dataset.field, field])]);
  if (!names.size) return false;
  again = false;
  const label = (control) => control.closest("[data-field]")?.querySelector("label > span, legend > span")?.textContent ?? "";
  const fields = [...names].map(([name, control]) => ({ name, message: text("outbox-required", { label: label(control) }) }));
  fail(text("outbox-incomplete"));
  (await errors()).showErrors(form, fields);
  return true;
}

/** All that the form holds, but for the parts that empty file inputs would add. */
function contents(form) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
    else if (value.name) body.append(name, value, value.name);
  }
  body.append("do", "submit");
  return body;
}

/** Does the receipt speak of a submission with exactly the files that were sent? */
function confirms(form, receipt, body) {
  const holders = [...form.querySelectorAll("[data-photos], [data-signature]")];
  const names = new Set(holders.map(({ dataset }) => dataset.photos ?? dataset.signature));
  const sent = [...body].filter(([name, value]) => names.has(name) && value !== "").map(([, value]) => value);
  const listed = new Set(receipt.files?.map((file) => file.upload_id));
  const known = sent.filter((value) => String(value).startsWith("upl_"));
  return Boolean(receipt.submission_id) && listed.size === sent.length && known.every((id) => listed.has(id));
}

function refused(form, code, { error, conflict, fields, request_id: id }) {
  if (code === 422 && fields?.length) {
    fail(error);
    return errors().then(({ showErrors }) => showErrors(form, fields), console.warn);
  }
  fail(id ? text("script-send-refused", { sentence: error, id }) : error);
  // The page of a correction shows what is there now.
  if (conflict === "corrected_meanwhile") form.dispatchEvent(new Event(conflict));
  else if (code === 409 && conflict !== "locked") failure.append(" ", newFormButton(form));
}

/** The key, or a file, belongs to another submission: these answers can still be sent as one of their own. */
function newFormButton(form) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = text("script-send-as-new");
  button.addEventListener("click", async () => {
    await draft.rekey(form);
    photos.refresh(form, true);
    document.getElementById("send").click();
  });
  return button;
}

function say(sentence) {
  failure.textContent = "";
  status.textContent = sentence;
}

function fail(sentence) {
  status.textContent = "";
  failure.textContent = sentence;
}
