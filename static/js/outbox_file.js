// Unsent work as one file, to be kept elsewhere or brought to another device of the same person: JSON with the outbox,
// the drafts, and the photos as base64.
//
// Invariants: a file is only read for the person and organisation that it names. What is on the device already is not
// replaced. A photo whose bytes do not have the hash in the file is not taken, nor is the form that needs it.

import * as outbox from "./outbox.js";
import { text } from "./page_texts.js";
import { all, get, transact } from "./store.js";

const FORMAT = "injaaz-unsent-work";
const KEY = /^[0-9A-Za-z_-]{8,64}$/;

export async function save(mark, tell) {
  const [person] = mark.split(".");
  const [entries] = await outbox.entries();
  const own = entries.filter((entry) => outbox.isUnsent(entry) && outbox.isOf(mark)(entry));
  const [drafts] = await all("drafts");
  const ownDrafts = drafts.filter((draft) => (draft.person ?? "") === person);
  const keys = new Set([...own, ...ownDrafts].map(({ key }) => key));
  const [photos] = await all("photos");
  const head = JSON.stringify({ format: FORMAT, version: 1, mark, savedAt: new Date().toISOString(), entries: own, drafts: ownDrafts });
  const parts = [head.slice(0, -1), ',"photos":['];
  let count = 0;
  for (const { blob, ...photo } of photos) {
    if (!keys.has(photo.draft) || photo.removed || !blob) continue;
    const data = await base64(blob);
    parts.push(count ? "," : "", JSON.stringify({ ...photo, type: blob.type, sha256: await digest(blob), data }));
    count += 1;
  }
  parts.push("]}");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
  link.download = `injaaz-unsent-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  tell(text("outbox-file-saved", { count: keys.size }));
}

/** Takes what a file brings; resolves to what happened, in words. */
export async function load(file, mark) {
  let content;
  try {
    content = JSON.parse(await file.text());
    check(content);
  } catch (problem) {
    console.info(problem);
    return text("outbox-file-unreadable");
  }
  if (content.mark !== mark) return text("outbox-file-other");
  const photos = new Map();
  for (const { data, type, sha256, ...photo } of content.photos) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const blob = new Blob([bytes], { type: String(type) });
    if ((await digest(blob)) !== sha256) return text("outbox-file-unreadable");
    photos.set(photo.id, { ...photo, blob });
  }
  let count = 0;
  for (const [store, records] of [["outbox", content.entries], ["drafts", content.drafts]]) {
    for (const record of records) count += await take(store, record, photos, mark);
  }
  return count ? text("outbox-file-loaded", { count }) : text("outbox-file-nothing-new");
}

function check({ format, version, mark, entries, drafts, photos }) {
  if (format !== FORMAT || version !== 1 || typeof mark !== "string") throw new Error("another kind of file");
  for (const record of [...entries, ...drafts]) if (!KEY.test(record.key)) throw new Error("a key");
  for (const { answers, photos, signatures, action } of entries) {
    if (![answers, photos, signatures].every(Array.isArray)) throw new Error("an entry");
    // Nothing else than a form or a correction is ever sent to.
    if (!/^\/(forms\/[a-z0-9_]+(\?version=\d+)?|submissions\/sub_[0-9a-f]+\/revisions\/\d+\/correct)$/.test(action)) throw new Error("an address");
  }
  for (const { id, draft, data } of photos) {
    if (![id, draft, data].every((value) => typeof value === "string")) throw new Error("a photo");
  }
}

/** Whether the record was taken: 1 or 0. */
async function take(store, record, photos, mark) {
  const [person, organisation] = mark.split(".");
  if ((await get("outbox", record.key)) || (await get("drafts", record.key))) return 0;
  const own = [...photos.values()].filter(({ draft }) => draft === record.key);
  await transact([store, "photos"], "readwrite", (stores) => {
    const sending = store === "outbox" ? { organisation, state: outbox.WAITING, attempts: 0, nextAt: undefined } : {};
    stores[store].put({ ...record, person, ...sending });
    for (const photo of own) stores.photos.put(photo);
  });
  if (store === "outbox") await outbox.change(record.key, { loadedAt: Date.now() });
  return 1;
}

async function digest(blob) {
  if (!globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
