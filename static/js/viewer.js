// Pictures above the page, one at a time, in the dialog that the page carries. The button Back of the browser closes it.

const MARK = { viewer: true };

let dialog, entries, act;
let shown = 0;

const way = (name) => dialog.querySelector(`[data-way=${name}]`);

/**
 * Opens the dialog at a picture. `list()` returns all of them as { src, alt, caption, original }; `perform(name, place)`
 * does what another button of the dialog says, and returns the place of the picture to go on with, or nothing.
 */
export function open(place, list, perform = () => undefined) {
  const first = !dialog;
  dialog = document.getElementById("photo-view");
  entries = list;
  act = perform;
  if (first) listen();
  dialog.showModal();
  history.pushState(MARK, "");
  show(place);
}

function show(place) {
  const all = entries();
  if (all.length === 0) return dialog.close();
  shown = (place + all.length) % all.length;
  const { src, alt, caption, original } = all[shown];
  const [image, link] = [dialog.querySelector("img"), dialog.querySelector("[data-original]")];
  if (image.src !== src) image.src = src;
  image.alt = alt;
  dialog.querySelector("[data-caption]").textContent = caption ?? "";
  dialog.querySelector("[data-place]").textContent = `${shown + 1} / ${all.length}`;
  way("previous").hidden = way("next").hidden = all.length < 2;
  if (link) {
    link.hidden = !original;
    if (original) link.href = original;
  }
  for (const [name, isOff] of Object.entries(all[shown].off ?? {})) way(name).hidden = isOff;
}

function listen() {
  dialog.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-way]")?.dataset.way;
    // A press beside the picture closes, as everywhere.
    if (target === dialog || name === "close") dialog.close();
    else if (name === "previous") show(shown - 1);
    else if (name === "next") show(shown + 1);
    else if (name) show(act(name, shown) ?? shown);
  });
  dialog.addEventListener("keydown", ({ key }) => {
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (key === "ArrowLeft" || key === "ArrowRight") show(shown + (key === forward ? 1 : -1));
  });
  dialog.addEventListener("close", () => {
    dialog.querySelector("img").removeAttribute("src");
    if (history.state?.viewer) history.back();
  });
  addEventListener("popstate", () => dialog.open && !history.state?.viewer && dialog.close());
}
