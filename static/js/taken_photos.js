// A correction takes over the photos of another revision.

import { text } from "./page_texts.js";
import { list } from "./photo_entry.js";
import { drop, enlist, listed, room, show, tell } from "./photos.js";

/**
 * Takes over the photos of another revision, which the server has: in the place of those that are here, each of which can
 * be brought back, or besides them.
 */
export function take(box, { newest, keepsMine }) {
  const numbers = new Set(newest.map(({ uploadId }) => uploadId));
  if (!keepsMine) listed(box).filter(({ uploadId }) => !numbers.has(uploadId)).forEach(drop);
  const here = new Set(listed(box).map(({ uploadId }) => uploadId));
  const missing = newest.filter(({ uploadId }) => !here.has(uploadId));
  const fitting = missing.slice(0, room(box));
  for (const { uploadId, name } of fitting) {
    const photo = enlist(box, { field: box.dataset.photos, name, uploadId, uploadedAt: Date.now(), lasts: true });
    show(photo, "done", text("script-photo-attached"));
  }
  if (!keepsMine) {
    const place = new Map(newest.map(({ uploadId }, at) => [uploadId, at]));
    const inOrder = listed(box).sort((one, other) => place.get(one.uploadId) - place.get(other.uploadId));
    list(box).append(...inOrder.map(({ li }) => li));
  }
  const left = missing.length - fitting.length;
  tell(box, left ? text("script-photos-left-out", { max: box.dataset.max, count: left }) : "");
  box.dispatchEvent(new Event("changed", { bubbles: true }));
}
