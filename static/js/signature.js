// Drawn signatures. The strokes are kept as data, not only as a picture: turning the phone, resizing or coming back to
// a draft draws them again instead of losing them. Always black on white, as it will stand in the report.

import { text } from "./page_texts.js";

/** Wide enough for print; more would only make the form heavier. */
const WIDEST = 1200;

export const pads = new Map();
export let load;

/** Prepares the pads once one of them is less than a screen away, or a draft has a drawing. */
export function start(form) {
  let ready;
  load = () => (ready ??= prepare(form));
  const near = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      near.disconnect();
      load().catch(console.warn);
    },
    { rootMargin: "100% 0px" },
  );
  for (const home of form.querySelectorAll("[data-signature]")) near.observe(home);
}

/** The pad is loaded apart, so that without it everything else works and the typed name remains. */
async function prepare(form) {
  const { default: SignaturePad } = await import("../vendor/signature_pad-5.1.4/signature_pad.min.js");
  for (const home of form.querySelectorAll("[data-signature]")) {
    const canvas = home.querySelector("canvas");
    const answer = home.querySelector("input[type=hidden]");
    const plate = home.querySelector(".signed-plate");
    const sent = plate ? answer.value : "";
    const drawing = {
      home,
      canvas,
      // The one that the server has: its picture, and its number; another revision may have another one than the page.
      plate,
      stored: sent,
      sent,
      pad: new SignaturePad(canvas, { penColor: "#000", backgroundColor: "#fff" }),
      answer,
      strokes: [],
    };
    pads.set(home.dataset.signature, drawing);
    drawing.pad.addEventListener("endStroke", () => finish(drawing));
    home.addEventListener("click", (event) => press(drawing, event));
    home.querySelector(".pad").hidden = Boolean(plate);
    new ResizeObserver(() => fit(drawing)).observe(canvas);
  }
}

function press(drawing, event) {
  const { pad } = drawing;
  if (event.target.closest("[data-undo]")) pad.fromData(pad.toData().slice(0, -1));
  else if (event.target.closest("[data-clear]")) pad.clear();
  else if (event.target.closest("[data-drop]")) {
    showStored(drawing, false);
    event.preventDefault();
  } else return;
  finish(drawing);
}

/** Shows the signature that the server has, or the pad in its place. */
export function showStored({ home, plate, stored, answer }, shown) {
  const stands = shown && Boolean(plate);
  if (stands) answer.before(plate);
  else plate?.remove();
  home.querySelector(".pad").hidden = stands;
  answer.value = stands ? stored : "";
}

/** After each stroke: what is seen is what is kept and what will be sent. */
function finish(drawing) {
  const { pad, canvas, answer, home } = drawing;
  drawing.strokes = pad.toData();
  drawing.width = canvas.clientWidth;
  drawing.height = canvas.clientHeight;
  answer.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
  home.dispatchEvent(new Event("changed", { bubbles: true }));
  if (answer.value) check(drawing, answer.value).catch(console.warn);
}

/** A picture that does not show the drawing is not sent: the person is asked for the typed name instead. */
async function check({ home, canvas, answer }, url) {
  const picture = new Image();
  picture.src = url;
  const { looksLike } = await import("./canvas.js");
  const shows = await picture.decode().then(() => looksLike(picture, canvas), () => false);
  if (answer.value !== url) return;
  home.querySelector(".pad .error")?.remove();
  if (shows) return;
  answer.value = "";
  const error = Object.assign(document.createElement("p"), { className: "error", textContent: text("script-signature-unreadable") });
  error.setAttribute("role", "alert");
  canvas.after(error);
  home.dispatchEvent(new Event("changed", { bubbles: true }));
}

/** Gives the canvas the pixels of its place, and draws the strokes as they fit. The kept ones are not touched, so that
 * turning to and fro does not make a signature smaller and smaller. */
function fit({ canvas, pad, strokes, width, height }) {
  const { clientWidth, clientHeight } = canvas;
  if (clientWidth === 0) return;
  const density = Math.min(devicePixelRatio, WIDEST / clientWidth);
  canvas.width = Math.round(clientWidth * density);
  canvas.height = Math.round(clientHeight * density);
  canvas.getContext("2d").scale(density, density);
  const scale = Math.min(1, clientWidth / width, clientHeight / height) || 1;
  const scaled = strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
  }));
  pad.fromData(scaled);
}

/** What a draft remembers: strokes, the place they were drawn in, and the picture made of them; none of both where the
 * signature that the server has was removed. `stored`: the number of one that was taken over, which the page that is opened
 * next may not have. */
export function describe() {
  const isTaken = ({ taken, stored, answer }) => taken && stored && answer.value === stored;
  return [...pads]
    .filter(([, drawing]) => drawing.strokes.length || drawing.answer.value !== drawing.sent || isTaken(drawing))
    .map(([name, drawing]) => {
      const { strokes, width, height, stored, answer } = drawing;
      return { name, strokes, width, height, picture: answer.value, ...(isTaken(drawing) ? { stored } : {}) };
    });
}

/** Makes the drawings exactly those of a draft. */
export async function restore(described) {
  if (described.length) await load();
  for (const drawing of pads.values()) {
    drawing.strokes = [];
    drawing.pad.clear();
    if (drawing.taken) (await import("./taken_signature.js")).setStored(drawing, drawing.sent);
    drawing.taken = false;
    showStored(drawing, true);
  }
  for (const { name, strokes, width, height, picture, stored } of described) {
    const drawing = pads.get(name);
    if (!drawing) continue;
    if (stored) (await import("./taken_signature.js")).setStored(drawing, stored);
    drawing.taken = Boolean(stored);
    showStored(drawing, drawing.taken);
    if (stored) continue;
    Object.assign(drawing, { strokes, width, height });
    drawing.answer.value = picture;
    fit(drawing);
  }
}
