// Nothing is lost by one wrong tap: where something was removed, a line names it and brings it back.

import { text } from "./page_texts.js";

/**
 * Takes an element out and leaves `<tag>sentence [Undo]</tag>` in its place. The button gets the focus, since the one
 * that was pressed is gone, and its name says to a screen reader what happened. `hasRoom` is asked before the element
 * comes back, `restored` is told after.
 */
export function removeWithUndo(element, { tag, sentence, hasRoom, restored }) {
  const line = document.createElement(tag);
  const button = document.createElement("button");
  line.className = "removed";
  button.type = "button";
  button.className = "link";
  button.textContent = text("form-undo");
  button.setAttribute("aria-label", text("script-undo-label", { sentence }));
  button.addEventListener("click", () => {
    if (!hasRoom()) return;
    line.replaceWith(element);
    restored();
  });
  line.append(`${sentence} `, button);
  element.replaceWith(line);
  button.focus();
}
