// Says when the phone believes to be offline. Only a hint: nothing is decided by it, a phone with four bars may have
// no connection at all.

import { text } from "./page_texts.js";

/** How long the page says that the connection is back. */
const SHOWN = 5_000;

export function start() {
  const chip = document.getElementById("network");
  if (!chip) return;
  const show = (sentence) => {
    chip.textContent = sentence;
    chip.hidden = sentence === "";
  };
  let timer;
  addEventListener("offline", () => {
    clearTimeout(timer);
    show(text("script-offline"));
  });
  addEventListener("online", () => {
    show(text("script-online"));
    timer = setTimeout(show, SHOWN, "");
  });
  show(navigator.onLine ? "" : text("script-offline"));
}
