// The list of unsent forms on the page of a form: those of the same kind, with a button that opens each.

import { draftsOf, fillList } from "./drafts.js";
import { text } from "./page_texts.js";

/**
 * Shows the drafts and returns them. `current` is the key of the one that is open; `open` opens another one; `deleted`
 * gets the keys that are left after a deletion.
 */
export async function refresh(form, { current, open, deleted }) {
  const box = document.getElementById("drafts");
  const [all, unreadable] = await draftsOf(form.dataset.person);
  const drafts = all.filter((draft) => draft.module === form.dataset.module);
  const count = drafts.length + unreadable.length;
  box.hidden = count === 0;
  box.querySelector("summary").textContent = text("script-drafts-title", { count });
  // A row with an open question stays as it is.
  if (box.querySelector("[role=alert]")) return drafts;
  const actions = ({ key }) => [key === current ? openHere() : openButton(key, open)];
  fillList(box.querySelector("ul"), [drafts, unreadable], actions, async () => {
    box.querySelector("ul").replaceChildren();
    const left = await refresh(form, { current, open, deleted });
    deleted(left.map(({ key }) => key));
  });
  return drafts;
}

function openButton(key, open) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = text("script-draft-continue");
  button.addEventListener("click", () => open(key));
  return button;
}

function openHere() {
  const tag = document.createElement("span");
  tag.className = "tag";
  tag.textContent = text("script-draft-open-here");
  return tag;
}
