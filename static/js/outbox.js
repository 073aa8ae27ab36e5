// The outbox of this device: forms on which Send was pressed and that the server has not confirmed. Here is what is
// stored and how it changes; outbox_sending.js sends. Pages and the service worker share it.
//
// An entry is {key, person, organisation, module, corrects, shown, action, title, version, lang, name, createdAt, answers,
// photos, signatures, draft, state, attempts, nextAt, posted, problem, conflict, errors, removedAt}. `corrects` is the
// submission that is corrected, and `shown` what was entered, as [label, answer] pairs; `action` names the revision that
// the correction was begun on. `conflict` is the code of the server that says why it is refused. `key` is the submission key, the
// same with each attempt. `answers` are the parts of the post but for photos; `photos` are {id, field, name, size,
// sha256, uploadId, uploadedAt, lasts} in the order of the post, `signatures` the hashes of the drawn ones. `draft` is the
// form as the person left it. `posted` means that the server may have it already. Of a sent form only {key, person,
// organisation, title, name, state, url, sentAt} is left.
//
// Invariant: an entry goes only with a receipt whose hashes match, by the person who made it, or back to the drafts.

import { tellEnded } from "./draft_tabs.js";
import { all, transact, update } from "./store.js";
import { CHANNEL, SENT } from "./unsent.js";

export * from "./unsent.js";

/** How many confirmed forms are remembered. */
const SENT_KEPT = 20;

const channel = globalThis.BroadcastChannel ? new BroadcastChannel(CHANNEL) : null;
/** Event "change" with {key, state, url}: something has changed, here or in another tab. */
export const changes = new EventTarget();
const dispatch = (detail) => changes.dispatchEvent(new CustomEvent("change", { detail }));
channel?.addEventListener("message", ({ data }) => dispatch(data));

function tell(detail) {
  dispatch(detail);
  channel?.postMessage(detail);
}

/** Puts an entry into the outbox, and takes its draft away, in one step. */
export async function add(entry) {
  await transact(["drafts", "outbox"], "readwrite", (stores) => {
    stores.outbox.put(entry);
    stores.drafts.delete(entry.key);
  });
  tellEnded(entry.key);
  tell({ key: entry.key, state: entry.state });
}

/** Changes an entry that is there and not sent; returns it, or nothing. */
export async function change(key, parts) {
  const changed = await update("outbox", key, (entry) => entry && entry.state !== SENT && { ...entry, ...parts });
  if (changed) tell({ key, state: changed.state });
  return changed;
}

/** The form becomes a draft again, with what the server has said about it. */
export async function backToDraft(key) {
  let draft;
  await transact(["drafts", "outbox"], "readwrite", (stores) => {
    stores.outbox.get(key).onsuccess = ({ target: { result: entry } }) => {
      if (!entry?.draft || entry.state === SENT) return;
      const { errors, problem, photos } = entry;
      draft = { ...entry.draft, revision: (entry.draft.revision ?? 1) + 1, savedAt: Date.now(), photos, errors, problem };
      stores.drafts.put(draft);
      stores.outbox.delete(key);
    };
  });
  tell({ key, state: "draft" });
  return draft;
}

/** The server has confirmed the form: its content goes, and where to find it stays. */
export async function confirm({ key }, url) {
  const [records] = await all("outbox");
  const old = records.filter(({ state }) => state === SENT).sort((a, b) => b.sentAt - a.sentAt).slice(SENT_KEPT - 1);
  const own = await photosOf([key]);
  await transact(["outbox", "photos"], "readwrite", (stores) => {
    for (const { key } of old) stores.outbox.delete(key);
    stores.outbox.get(key).onsuccess = ({ target: { result: entry } }) => {
      // Taken back to the drafts while it was under way: the draft needs its photos.
      if (!entry) return;
      for (const id of own) stores.photos.delete(id);
      const { person, organisation, title, name } = entry;
      stores.outbox.put({ key, person, organisation, title, name, state: SENT, url, sentAt: Date.now() });
    };
  });
  tell({ key, state: SENT, url });
}

/** Deletes what the person has removed, and what was sent if `keys` name it. */
export async function purge(keys) {
  const own = await photosOf(keys);
  await transact(["outbox", "photos"], "readwrite", (stores) => {
    for (const key of keys) stores.outbox.delete(key);
    for (const id of own) stores.photos.delete(id);
  });
  for (const key of keys) tell({ key, state: "gone" });
}

async function photosOf(keys) {
  const [photos] = await all("photos");
  return photos.filter(({ draft }) => keys.includes(draft)).map(({ id }) => id);
}
