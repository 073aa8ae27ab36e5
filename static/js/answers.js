// Reads what was typed and chosen, and writes it back: for drafts, and for the copy of an item. Photos and signatures
// are not among it; they have modules of their own.

function controls(root) {
  const kinds = "input:not([type=hidden], [type=file], [type=submit]), select, textarea";
  return [...root.querySelectorAll(kinds)].filter((control) => control.name);
}

const isMark = (control) => control.type === "radio" || control.type === "checkbox";

/** All answers below `root` as [name, value] pairs, in the order of the page. An unchecked box has none. */
export function read(root) {
  return controls(root)
    .filter((control) => !isMark(control) || control.checked)
    .map((control) => [control.name, control.value]);
}

/** Makes the answers below `root` exactly these. Tells selects that they changed, so that a cascade follows. */
export function fill(root, pairs) {
  const answers = new Map();
  for (const [name, value] of pairs) answers.set(name, [...(answers.get(name) ?? []), value]);
  for (const control of controls(root)) {
    const values = answers.get(control.name) ?? [];
    if (isMark(control)) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
    if (control.localName === "select") control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
