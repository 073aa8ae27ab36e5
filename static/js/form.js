// Entry of the form page. The page is complete without any script: each part below only makes it better, and if one of
// them breaks, the others and the plain form go on working.

import * as cascade from "./cascade.js";
import * as draft from "./draft.js";
import * as focus from "./focus.js";
import * as items from "./items.js";
import * as keptCopy from "./kept_copy.js";
import * as network from "./network.js";
import * as photos from "./photos.js";
import * as send from "./send.js";
import * as signature from "./signature.js";

const form = document.getElementById("inspection");
document.documentElement.classList.replace("no-js", "js");

for (const part of [keptCopy, cascade, items, signature, photos, send, draft, network, focus]) {
  Promise.resolve(form)
    .then(part.start)
    .catch((problem) => console.error(problem));
}
