// How one photo or file looks in its list: a picture that opens, what is happening, and the buttons that fit its state.
// The name of a photo and the words are seen only where something is wrong with it; a screen reader finds them always.
// A file is its name, which saves it once it is attached.

import { text } from "./page_texts.js";
import { address } from "./upload.js";

export const list = (box) => box.querySelector("[data-list]");

/** Shows a photo in its state. Builds the entry the first time, then only touches what changes. */
export function paint(photo, sentence = "", percent = 0) {
  const { li } = photo;
  if (!li.firstChild) build(photo);
  const part = (selector) => li.querySelector(selector);
  li.dataset.state = photo.state ?? "busy";
  part(".photo-state").textContent = sentence;
  part("progress").hidden = photo.state !== "busy";
  part("progress").value = percent;
  part("[data-retry]").hidden = photo.state !== "broken";
  const number = part("input");
  number.disabled = photo.state !== "done";
  number.value = photo.uploadId ?? "";
  const name = part("a.photo-name");
  if (!name) return;
  if (photo.state === "done" && photo.uploadId) name.href = `${address()}/${photo.uploadId}`;
  else name.removeAttribute("href");
}

function build({ li, field, name, kind, blob, uploadId }) {
  const state = make("span", { className: "photo-state" });
  const progress = make("progress", { max: 100, value: 0 });
  progress.setAttribute("aria-label", name);
  const retry = make("button", { type: "button", className: "link", textContent: text("script-photo-retry") });
  retry.dataset.retry = "";
  const drop = make("button", { type: "button", className: "photo-drop" });
  drop.append(make("span", { textContent: text("form-remove") }));
  drop.dataset.drop = "";
  drop.setAttribute("aria-label", text("script-photo-remove", { name }));
  const label = make(kind ? "a" : "span", { className: "photo-name", textContent: name, title: name, dir: "auto", translate: false });
  if (kind) label.download = name;
  const number = make("input", { type: "hidden", name: field, disabled: true });
  const buttons = make("span", { className: "photo-buttons-end" });
  buttons.append(retry, drop);
  li.append(label, state, progress, number, buttons);
  if (!kind) li.prepend(opener(name, blob, uploadId));
}

function opener(name, blob, uploadId) {
  const image = make("img", { alt: name, width: 96, height: 96, decoding: "async", loading: blob ? "eager" : "lazy" });
  if (blob) image.src = URL.createObjectURL(blob);
  else if (uploadId) image.src = `${address()}/${uploadId}/thumb`;
  const open = make("button", { type: "button", className: "photo-open" });
  open.dataset.open = "";
  open.append(image);
  return open;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
