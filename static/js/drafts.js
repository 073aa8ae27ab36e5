// The list of unsent forms on this device: on the home page for all forms, on the page of a form for that form. A
// draft is deleted only by the person who wrote it, by its name and after a question. None of them expires.

import { tellEnded } from "./draft_tabs.js";
import { clock, text } from "./page_texts.js";
import { all, removeAll } from "./store.js";

/** The drafts of a person, the last saved first, and the keys of drafts that cannot be read. */
export async function draftsOf(person) {
  const [drafts, unreadable] = await all("drafts");
  // A device may be shared: everybody sees their own drafts.
  const own = drafts.filter((draft) => (draft.person ?? "") === person);
  return [own.sort((a, b) => b.savedAt - a.savedAt), unreadable];
}

export const nameOf = (draft) => draft.name || text("script-draft-no-name");

/** How the name of the draft of a correction goes on after the form, before the submission. */
const CORRECTION = "correction-";

/** The page on which a draft goes on; none for the draft of a public link, which is opened with that link. */
export function addressOf({ key, module }) {
  const [form, about] = module.split("@");
  if (about?.startsWith(CORRECTION)) return `/submissions/${encodeURIComponent(about.slice(CORRECTION.length))}/correct#draft=${key}`;
  if (about && !about.startsWith("sub_")) return null;
  // A re-inspection names the submission that it inspects again.
  const query = about ? `?reinspects=${encodeURIComponent(about)}` : "";
  return `/forms/${encodeURIComponent(form)}${query}#draft=${key}`;
}

/** Deletes a draft with its photos: because the server has confirmed it, or because its author wants it. */
export async function discard(key) {
  const [drafts] = await all("drafts");
  const listed = drafts.find((draft) => draft.key === key)?.photos ?? [];
  const [photos] = await all("photos");
  const own = photos.filter((photo) => photo.draft === key || listed.some(({ id }) => id === photo.id));
  await removeAll([key], own.map((photo) => photo.id));
  tellEnded(key);
}

/**
 * Fills a list with drafts. `actions(draft)` returns the elements that lead to a draft; `changed` is called after one
 * was deleted.
 */
export function fillList(list, [drafts, unreadable], actions, changed) {
  const rows = drafts.map((draft) => row(draft.key, nameOf(draft), about(draft), actions(draft), changed));
  const others = unreadable.map((key) => row(key, text("script-draft-unreadable"), "", [], changed));
  list.replaceChildren(...rows, ...others);
}

function about({ savedAt, photos, moduleTitle }) {
  const parts = [moduleTitle, clock(savedAt), text("script-draft-photos", { count: photos.filter(({ kind }) => !kind).length })];
  return parts.filter(Boolean).join(" · ");
}

function row(key, name, more, actions, changed) {
  const line = document.createElement("li");
  line.dataset.draft = key;
  const title = make("bdi", { className: "draft-name", textContent: name, translate: false });
  const remove = make("button", { type: "button", className: "link", textContent: text("script-draft-delete") });
  remove.setAttribute("aria-label", text("script-draft-delete-named", { name }));
  const normal = [title, make("span", { className: "draft-more", textContent: more }), ...actions, remove];
  remove.addEventListener("click", () => {
    const question = make("p", { textContent: text("script-draft-delete-question", { name }) });
    question.setAttribute("role", "alert");
    const yes = make("button", { type: "button", className: "button quiet danger", textContent: text("script-draft-delete") });
    yes.setAttribute("aria-label", text("script-draft-delete-named", { name }));
    const no = make("button", { type: "button", className: "button secondary", textContent: text("script-draft-keep") });
    yes.addEventListener("click", () => discard(key).then(changed));
    no.addEventListener("click", () => {
      line.replaceChildren(...normal);
      remove.focus();
    });
    line.replaceChildren(question, yes, no);
    no.focus();
  });
  line.append(...normal);
  return line;
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

// ---- The list on the page of a form ----

/**
 * Shows the drafts and returns them. `current` is the key of the one that is open; `open` opens another one; `deleted`
 * gets the keys that are left after a deletion.
 */
export async function refreshList(form, { current, open, deleted }) {
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
    const left = await refreshList(form, { current, open, deleted });
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
