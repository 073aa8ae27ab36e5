// What this device has not sent, and whose it is: what every page needs to know of the outbox. outbox.js changes it.
//
// A person in an organisation is a "mark", "<person>.<organisation>", as the server writes it in the header of its
// pages. The store `device` has {id: "person", mark} of who used it last. That outlives the session, so that a device
// without a network still knows whose work it holds; signing out removes it.

import { all, get, put, remove } from "./store.js";

/** What an entry waits for: the network, a sign-in, a correction by the person. */
export const WAITING = "waiting";
export const SENDING = "sending";
export const SIGN_IN = "sign-in";
export const REFUSED = "refused";
export const SENT = "sent";

/** Why an entry is refused, if no code of the server says it: nothing is there, or the person may not do it. */
export const GONE = "gone";
export const NOT_ALLOWED = "not-allowed";

/** The channel on which each change of the outbox is told: {key, state, url}. */
export const CHANNEL = "injaaz-outbox";

export const markOf = ({ person, organisation }) => `${person}.${organisation}`;
export const isOf = (mark) => (entry) => markOf(entry) === mark;
export const isUnsent = ({ state, removedAt }) => state !== SENT && !removedAt;

/** All entries, oldest first, and the keys of those that cannot be read. */
export async function entries() {
  const [records, unreadable] = await all("outbox");
  return [records.sort((a, b) => (a.createdAt ?? a.sentAt) - (b.createdAt ?? b.sentAt)), unreadable];
}

/** "" if nobody is known. */
export const lastPerson = async () => (await get("device", "person"))?.mark ?? "";

export const remember = (mark) => put("device", { id: "person", mark });

export const forget = () => remove("device", "person");
