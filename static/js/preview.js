// Entry of the preview of a form: what a form does while it is filled in, without drafts, uploads and sending.

import * as cascade from "./cascade.js";
import * as fold from "./fold.js";
import * as items from "./items.js";

const form = document.getElementById("inspection");
document.documentElement.classList.replace("no-js", "js");

form.addEventListener("submit", (event) => event.preventDefault());
for (const part of [cascade, items, fold]) {
  Promise.resolve(form)
    .then(part.start)
    .catch((problem) => console.error(problem));
}
