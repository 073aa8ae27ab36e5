// Entry of the form page. The page is complete without any script: each part below only makes it better, and if one of
// them breaks, the others and the plain form go on working.

import * as cascade from "./cascade.js";
import * as draft from "./draft.js";
import * as focus from "./focus.js";
import * as fold from "./fold.js";
import * as items from "./items.js";
import * as network from "./network.js";
import * as photos from "./photos.js";
import * as sections from "./sections.js";
import * as send from "./send.js";
import * as signature from "./signature.js";

const form = document.getElementById("inspection");
document.documentElement.classList.replace("no-js", "js");

// A page that was kept on the device has a token of no session, and may be old. It is empty: a re-inspection goes on from
// its draft only.
if (/^0+$/.test(form.elements.form_token?.value)) {
  const earlier = new URLSearchParams(location.search).get("reinspects");
  if (earlier) {
    form.dataset.module += `@${earlier}`;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "reinspects", value: earlier }));
  }
  import("./kept_copy.js").then((kept) => kept.start(form), console.error);
}

// Rare questions: what they need is loaded when one is first touched.
function touch(event) {
  if (event.target.closest("[data-position]")) import("./position.js").then(({ follow }) => follow(event), console.error);
  const button = event.type === "click" && event.target.closest("[data-scan]");
  if (button) import("./barcode.js").then(({ scan }) => scan(button), console.error);
}
for (const kind of ["click", "input"]) form.addEventListener(kind, touch);

// What asks the server while the form is filled in.
const lastVisit = (use) => import("./last_visit.js").then(use, console.error);
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  event.preventDefault();
  lastVisit(({ copy }) => copy(form, button));
});
form.addEventListener("change", ({ target }) => target.name === form.dataset.site && lastVisit(({ name }) => name(form)));
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-suggest]")) import("./suggestions.js").then(({ follow }) => follow(form, target), console.error);
});
form.classList.toggle("scans", "BarcodeDetector" in window);

for (const part of [cascade, items, fold, sections, signature, photos, send, draft, network, focus]) {
  Promise.resolve(form)
    .then(part.start)
    .catch((problem) => console.error(problem));
}
