// A draft as data: reads the form into a record, and shows a record in the form.

import { fill, read } from "./answers.js";
import { rebuild, structure } from "./items.js";
import * as photos from "./photos.js";
import * as signatures from "./signature.js";

/** The form as it is now, without a key. */
export function describe(form) {
  const { module, person, title, version, site, corrects } = form.dataset;
  return {
    module,
    person,
    title,
    version,
    name: form.elements[site]?.value?.trim() ?? "",
    savedAt: Date.now(),
    // A correction is about the revision that it was begun on.
    action: corrects && new URL(form.action).pathname,
    items: structure(form),
    answers: read(form),
    photos: photos.describe(form),
    signatures: signatures.describe(),
  };
}

/**
 * Makes the form show exactly this record. Returns the answers and names of photos that have no place in it, now or
 * when the record was saved.
 */
export async function show(form, record) {
  for (const [name, indexes] of record.items) rebuild(form, name, indexes);
  fill(form, record.answers);
  await signatures.restore(record.signatures);
  const photosLeft = await photos.restore(form, record.photos, record.key);
  form.dispatchEvent(new CustomEvent("restored", { detail: record }));
  const shown = new Set(read(form).map(String));
  const answersLeft = record.answers.filter((answer) => answer[1] && !shown.has(String(answer)));
  return [...new Set([...(record.left ?? []), ...answersLeft.map(([, value]) => value), ...photosLeft])];
}

/** 0: not stored. Records of earlier versions have no revision. */
export const revisionOf = (record) => (record ? (record.revision ?? 1) : 0);

/** The key of a new draft, which is also its submission key. */
export function randomKey() {
  const digits = crypto.getRandomValues(new Uint8Array(16));
  return [...digits].map((digit) => digit.toString(16).padStart(2, "0")).join("");
}
