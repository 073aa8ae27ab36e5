// Who used this device last: {id: "person", mark}, the mark being "<person>.<organisation>" as the server writes it in
// the header of its pages. It outlives the session, so that a device without a network still knows whose work it holds;
// signing out removes it.

import { get, put, remove } from "./store.js";

/** "" if nobody is known. */
export const lastPerson = async () => (await get("device", "person"))?.mark ?? "";

export const remember = (mark) => put("device", { id: "person", mark });

export const forget = () => remove("device", "person");

export const markOf = ({ person, organisation }) => `${person}.${organisation}`;
