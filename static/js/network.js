// Says when the phone believes to be offline. Only a hint: nothing is decided by it, a phone with four bars may have
// no connection at all.

import { text } from "./page_texts.js";

export function start() {
  const chip = document.getElementById("network");
  if (!chip) return;
  const show = (sentence) => {
    chip.textContent = sentence;
    chip.hidden = sentence === "";
  };
  addEventListener("offline", () => show(text("script-offline")));
  addEventListener("online", () => show(text("script-online")));
  show(navigator.onLine ? "" : text("script-offline"));
}
