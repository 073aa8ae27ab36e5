// Keeps what has the focus in view: neither under the bar at the bottom nor under a notice at the top, and with the
// label and the messages above it. A browser scrolls only as far as the control, or the caret in it.

const GAP = 8;

export function start(form) {
  const bar = form.querySelector(".send-bar");
  form.addEventListener("focusin", ({ target }) => {
    // A tap must not move the page before it has ended; text controls have the focus by then.
    if (target.matches(":focus-visible") && !bar.contains(target)) requestAnimationFrame(() => show(target, bar));
  });
}

function show(target, bar) {
  const field = (target.closest(".field, .error-summary") ?? target).getBoundingClientRect();
  const control = target.getBoundingClientRect();
  const notice = document.querySelector(".draft-offer")?.getBoundingClientRect();
  const isSticky = getComputedStyle(bar).position === "sticky";
  const top = Math.max(0, notice && notice.top < innerHeight / 4 ? notice.bottom : 0) + GAP;
  const bottom = (isSticky ? bar.getBoundingClientRect().top : innerHeight) - GAP;
  const under = Math.max(0, control.bottom - bottom);
  // The label wins where both do not fit.
  const distance = Math.min(under, field.top - top);
  if (under > 0 || field.top < top) scrollBy({ top: distance, behavior: "instant" });
}
