// The Enter key, which a phone's keyboard shows as "Go". In a form whose button has a final effect (`data-final`, and
// the inspection form), Enter moves to the next control and never presses the button. In browsers that follow the
// HTML standard the disabled first button of such a form (`parts/final_form.html`) already prevents it without scripts;
// Safari skips that button.

// The button below the site fills in answers; it is pressed on purpose.
const CONTROLS = "input:not([type=hidden]), select, textarea, button:not([data-copy])";

/** Moves the focus from the current control to the next one that can take it. */
export function moveOn(form) {
  const usable = (control) => !control.disabled && control.tabIndex >= 0 && control.getClientRects().length > 0;
  const controls = [...form.querySelectorAll(CONTROLS)].filter(usable);
  controls[controls.indexOf(document.activeElement) + 1]?.focus();
}

// On the document, because parts of some pages are replaced.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-final]");
  if (!form || event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  event.preventDefault();
  moveOn(form);
});
