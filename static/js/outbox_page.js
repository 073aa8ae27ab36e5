// Entry of the outbox page: every form that is not sent, in words, and what can be done about it; what was sent; the
// drafts; and how safe all of it is on this device. Works without a network.

import { addressOf, draftsOf, fillList } from "./drafts.js";
import * as outbox from "./outbox.js";
import * as file from "./outbox_file.js";
import { clock, text } from "./page_texts.js";
import { sendAll } from "./outbox_sending.js";
import { OTHER_VERSION, PHOTO_MISSING } from "./store.js";

/** The page of a correction that is refused for one of these reasons does not open. */
const CLOSED = ["locked", outbox.GONE, outbox.NOT_ALLOWED];

const MONTH = 30 * 24 * 3600 * 1000;

const part = (id) => document.getElementById(id);
const chip = part("network-chip").dataset;
let mark = "";

document.documentElement.classList.replace("no-js", "js");
begin().catch((problem) => {
  console.warn(problem);
  part("outbox-status").textContent = text("script-draft-storage-unreadable");
});

async function begin() {
  mark = chip.person ? outbox.markOf(chip) : await outbox.lastPerson();
  const [all] = await outbox.entries();
  // What was deleted here could be brought back until now.
  await outbox.purge(all.filter(({ removedAt }) => removedAt).map(({ key }) => key));
  part("outbox-send").addEventListener("click", sendNow);
  part("outbox-save").addEventListener("click", () => file.save(mark, tell).then(show));
  part("outbox-load").addEventListener("change", ({ target }) => load(target));
  outbox.changes.addEventListener("change", () => show().catch(console.warn));
  for (const kind of ["online", "offline"]) addEventListener(kind, () => show());
  await show();
  await showDevice();
}

async function sendNow() {
  part("outbox-status").textContent = text("script-send-sending");
  await sendAll({ force: true });
  await show();
}

const tell = (sentence) => (part("outbox-file-status").textContent = sentence);

async function load(input) {
  const [chosen] = input.files;
  input.value = "";
  if (chosen) tell(await file.load(chosen, mark));
  await show();
}

// ---- The lists ----

async function show() {
  const [all, unreadable] = await outbox.entries();
  const own = all.filter(outbox.isOf(mark));
  const waiting = own.filter(({ state }) => state !== outbox.SENT);
  const count = waiting.filter(outbox.isUnsent).length;
  const others = all.filter((entry) => outbox.isUnsent(entry) && !outbox.isOf(mark)(entry)).length + unreadable.length;
  part("outbox-status").textContent = summary(count);
  part("outbox-others").textContent = others ? text("outbox-others", { count: others }) : "";
  part("outbox-send").hidden = count === 0;
  fill(part("outbox-list"), waiting.map(row));
  const sent = own.filter(({ state }) => state === outbox.SENT).reverse();
  part("outbox-sent").hidden = !sent.length;
  fill(part("outbox-sent-list"), sent.map(sentRow));
  const [drafts, unread] = mark ? await draftsOf(mark.split(".")[0]) : [[], []];
  part("drafts").hidden = drafts.length + unread.length === 0;
  for (const draft of drafts) draft.moduleTitle = draft.title;
  fillList(part("drafts").querySelector("ul"), [drafts, unread], (draft) => [...reminder(draft), goOn(draft)], show);
  part("outbox-save").disabled = count + drafts.length === 0;
}

function summary(count) {
  if (!count) return text("outbox-all-sent");
  return navigator.onLine ? text("outbox-count", { count }) : text("outbox-count-offline", { count });
}

/** Replaces only the lines that changed: a line whose button has the focus stays. */
function fill(list, rows) {
  const before = new Map([...list.children].map((line) => [line.dataset.line, line]));
  const lines = rows.map((line) => (before.get(line.dataset.line)?.isEqualNode(line) ? before.get(line.dataset.line) : line));
  const focused = list.contains(document.activeElement) && document.activeElement;
  const at = focused && [focused.closest("li").dataset.line, focused.className];
  list.replaceChildren(...lines);
  if (at) {
    const line = lines.find(({ dataset }) => dataset.line === at[0]);
    (line?.querySelector(`[class="${at[1]}"]`) ?? line?.querySelector("button, a"))?.focus();
  }
}

function row(entry) {
  const line = make("li", {});
  line.dataset.line = entry.key;
  line.dataset.state = entry.removedAt ? "removed" : entry.state;
  const name = entry.name || text("script-draft-no-name");
  if (entry.removedAt) {
    const undo = button(text("form-undo"), () => outbox.change(entry.key, { removedAt: undefined }));
    const sentence = text("outbox-deleted", { name });
    undo.setAttribute("aria-label", text("script-undo-label", { sentence }));
    line.append(make("p", { textContent: sentence }), undo);
    return line;
  }
  const state = make("p", { className: "outbox-state", textContent: wordsOf(entry) });
  line.append(make("bdi", { className: "draft-name", textContent: name, translate: false }), about(entry.title, entry.createdAt), state);
  // A single error is the sentence above.
  if (entry.errors?.length > 1) line.append(bullets(entry.errors.map(({ message }) => make("li", { textContent: message, dir: "auto" }))));
  if (entry.photos.length) line.append(photosOf(entry));
  if (entry.shown?.length) line.append(enteredIn(entry));
  line.append(...buttonsOf(entry, name));
  return line;
}

const about = (title, when) => make("span", { className: "draft-more", textContent: `${title} · ${clock(when)}` });

function wordsOf({ state, attempts, nextAt, problem, corrects, conflict }) {
  if (state === outbox.SIGN_IN) return text("outbox-state-sign-in");
  if (state === outbox.SENDING) return text("outbox-state-sending");
  if (state === outbox.REFUSED && corrects && conflict === outbox.GONE) return text("outbox-problem-gone");
  if (state === outbox.REFUSED) return problemOf(problem);
  if (!navigator.onLine) return text("outbox-state-offline");
  if (!attempts) return text("outbox-state-waiting");
  return text("outbox-state-again", { time: clock(Math.max(Date.now(), nextAt ?? 0)) });
}

function problemOf(problem) {
  if (problem === OTHER_VERSION) return text("outbox-problem-version");
  if (problem === PHOTO_MISSING) return text("outbox-problem-photo");
  return text("outbox-state-refused", { sentence: problem ?? "" });
}

function photosOf({ photos, state }) {
  const sent = photos.filter(({ uploadId }) => uploadId).length;
  const box = make("details", { className: "outbox-photos" });
  box.append(make("summary", { textContent: text("outbox-photos", { sent, count: photos.length }) }));
  const next = state === outbox.SENDING ? photos.findIndex(({ uploadId }) => !uploadId) : -1;
  const lines = photos.map(({ name, size, uploadId }, at) => {
    const line = make("li", {});
    const word = uploadId ? text("outbox-photo-sent") : at === next ? text("outbox-photo-sending") : text("outbox-photo-waiting");
    const bytes = size ? ` · ${sizeOf(size)}` : "";
    line.append(make("bdi", { textContent: name, translate: false }), ` · ${word}${bytes}`);
    return line;
  });
  box.append(bullets(lines));
  return box;
}

/** What was entered in a correction, which can be read here if its page cannot be opened any more. */
function enteredIn({ shown }) {
  const box = make("details", { className: "outbox-photos" });
  const lines = shown.map(([label, answer]) => {
    const line = make("li", {});
    line.append(make("bdi", { textContent: label }), ": ", make("bdi", { textContent: answer, translate: false }));
    return line;
  });
  box.append(make("summary", { textContent: text("outbox-entered") }), bullets(lines));
  return box;
}

function bullets(lines) {
  const list = make("ul", { className: "outbox-details" });
  list.append(...lines);
  return list;
}

function buttonsOf(entry, name) {
  if (entry.state === outbox.SENDING) return [];
  const parts = [];
  const named = (element, sentence) => {
    element.setAttribute("aria-label", sentence);
    parts.push(element);
  };
  if (entry.state === outbox.SIGN_IN) parts.push(make("a", { className: "button primary", href: "/sign-in?next=%2Foutbox", textContent: text("outbox-sign-in") }));
  if (entry.state === outbox.REFUSED && entry.corrects) {
    if (CLOSED.includes(entry.conflict)) named(button(text("outbox-retry"), () => retry(entry), "button primary"), text("outbox-retry-named", { name }));
    else if (entry.conflict === "corrected_meanwhile") named(button(text("outbox-compare"), () => edit(entry), "button primary"), text("outbox-compare-named", { name }));
    else named(button(text("outbox-correct"), () => edit(entry), "button primary"), text("outbox-correct-named", { name }));
    if (entry.conflict !== outbox.GONE) {
      const href = `/submissions/${encodeURIComponent(entry.corrects)}`;
      named(make("a", { className: "button secondary", href, textContent: text("outbox-current") }), text("outbox-current-named", { name }));
    }
  } else if (entry.state === outbox.REFUSED) {
    named(button(text("outbox-correct"), () => edit(entry), "button primary"), text("outbox-correct-named", { name }));
  } else {
    if (entry.state === outbox.WAITING) named(button(text("outbox-retry"), sendNow, "button secondary"), text("outbox-retry-named", { name }));
    named(button(text("outbox-edit"), () => edit(entry), "button quiet edit"), text("outbox-edit-named", { name }));
  }
  const drop = button(text("script-draft-delete"), () => outbox.change(entry.key, { removedAt: Date.now() }), "link");
  named(drop, text("script-draft-delete-named", { name }));
  return parts;
}

async function edit({ key, module, draft, corrects }) {
  const address = addressOf({ key, module: draft?.module ?? module });
  // What cannot be corrected any more stays here, where it can be read.
  const problem = corrects && (await problemAt(address));
  if (problem) return outbox.change(key, { state: outbox.REFUSED, errors: [], ...problem });
  await outbox.backToDraft(key);
  return location.assign(address);
}

/** Why the page of a correction does not open: {problem, conflict}; nothing if it does, or without a network. */
async function problemAt(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (![403, 404, 409].includes(answer.status)) return undefined;
    const { error, conflict } = await answer.json();
    return { problem: error, conflict: conflict ?? (answer.status === 404 ? outbox.GONE : outbox.NOT_ALLOWED) };
  } catch (problem) {
    console.info(problem);
    return undefined;
  }
}

/** The reason may be gone by now: it was returned, or the person has the right again. */
async function retry({ key }) {
  await outbox.change(key, { state: outbox.WAITING, attempts: 0, nextAt: undefined });
  await sendNow();
}

function sentRow({ key, name, title, url, sentAt }) {
  const line = make("li", {});
  line.dataset.line = key;
  const link = make("a", { className: "draft-name", href: url });
  link.append(make("bdi", { textContent: name || text("script-draft-no-name"), translate: false }));
  line.append(link, about(title, sentAt));
  return line;
}

// ---- Drafts ----

/** Drafts are kept until their author deletes them; old ones are pointed out. */
function reminder({ savedAt }) {
  const isOld = Date.now() - savedAt > MONTH;
  return isOld ? [make("p", { className: "outbox-reminder", textContent: text("outbox-draft-old") })] : [];
}

function goOn(draft) {
  const href = addressOf(draft);
  return href ? make("a", { className: "button secondary", href, textContent: text("script-draft-continue") }) : "";
}

// ---- The device ----

async function showDevice() {
  const isKept = await navigator.storage?.persisted?.();
  part("outbox-kept").textContent = isKept ? text("outbox-kept") : text("outbox-not-kept");
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  part("outbox-space").textContent = quota ? text("outbox-space", { left: sizeOf(quota - usage), used: sizeOf(usage) }) : "";
}

function sizeOf(bytes) {
  const [length, unit] = [[1e9, "gigabyte"], [1e6, "megabyte"]].find(([length]) => bytes >= length) ?? [1e3, "kilobyte"];
  const format = { style: "unit", unit, maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(text("language-browser-locale"), format).format(bytes / length);
}

function button(label, act, className = "button secondary") {
  const made = make("button", { type: "button", className, textContent: label });
  made.addEventListener("click", act);
  return made;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
