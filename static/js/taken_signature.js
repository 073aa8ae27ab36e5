// A correction takes over the signature of another revision.

import { text } from "./page_texts.js";
import { load, pads, showStored } from "./signature.js";

/** Takes over the signature of another revision, which the server has, by its number; none: an empty pad. */
export async function take(name, stored) {
  await load();
  const drawing = pads.get(name);
  drawing.strokes = [];
  drawing.pad.clear();
  setStored(drawing, stored);
  drawing.taken = true;
  showStored(drawing, true);
  drawing.home.dispatchEvent(new Event("changed", { bubbles: true }));
}

/** The one that the server has, is the one with this number from now on. */
export function setStored(drawing, stored) {
  if (stored === drawing.stored) return;
  drawing.plate?.remove();
  drawing.stored = stored;
  drawing.plate = stored ? plateOf(stored, drawing.home) : null;
}

/** As the page of the form has it. */
function plateOf(stored, home) {
  const image = Object.assign(document.createElement("img"), { className: "signed", src: `/uploads/${stored}`, alt: text("form-signed") });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: text("form-remove") });
  drop.dataset.drop = "";
  drop.setAttribute("aria-label", `${text("form-remove")} ${home.querySelector("legend span").textContent}`);
  const plate = Object.assign(document.createElement("div"), { className: "signed-plate" });
  plate.append(image, drop);
  return plate;
}
