// Entry of the home page: the unsent forms of this person on this device.

import { addressOf, draftsOf, fillList } from "./drafts.js";
import { text } from "./page_texts.js";

const section = document.getElementById("drafts");
show().catch((problem) => {
  console.warn(problem);
  section.querySelector("ul").replaceChildren(text("script-draft-storage-unreadable"));
  section.hidden = false;
});
addEventListener("pageshow", (event) => event.persisted && show());

async function show() {
  const [drafts, unreadable] = await draftsOf(section.dataset.person);
  section.hidden = drafts.length + unreadable.length === 0;
  for (const draft of drafts) draft.moduleTitle = titleOf(draft);
  fillList(section.querySelector("ul"), [drafts, unreadable], (draft) => [link(draft)], show);
}

/** The title in the language of the page; a form that is gone has the one of its draft, and so has a correction. */
function titleOf({ module, title, action }) {
  if (action) return title;
  const card = document.querySelector(`a.link-card[href="/forms/${CSS.escape(module.split("@")[0])}"] .link-card-name`);
  return card?.textContent ?? title ?? module;
}

function link(draft) {
  const link = document.createElement("a");
  link.className = "button secondary";
  link.href = addressOf(draft) ?? "/forms";
  link.textContent = text("script-draft-continue");
  return link;
}
