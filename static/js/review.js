// The list of what waits for a decision, by keyboard: arrows go from one inspection to the next, x chooses it for the
// approval of several, Enter opens it as any link. The keys act while the focus is in the list only, so that no key of a
// page or of a screen reader is taken away.

const list = document.querySelector(".review-rows");

function goTo(row) {
  row?.querySelector("a").focus();
}

list.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const row = event.target.closest("li");
  const steps = {
    ArrowDown: () => goTo(row.nextElementSibling),
    ArrowUp: () => goTo(row.previousElementSibling),
    Home: () => goTo(list.firstElementChild),
    End: () => goTo(list.lastElementChild),
    x: () => row.querySelector("input")?.click(),
  };
  const step = steps[event.key] ?? (event.code === "KeyX" ? steps.x : undefined);
  if (!step) return;
  event.preventDefault();
  step();
});
