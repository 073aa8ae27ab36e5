// Says when the phone believes to be offline. Only a hint: nothing is decided by it, a phone with four bars may have
// no connection at all.

import { words } from "./texts.js";

export function start() {
  const chip = document.getElementById("network");
  if (!chip) return;
  const show = (sentence) => {
    chip.textContent = sentence;
    chip.hidden = sentence === "";
  };
  addEventListener("offline", () => show(words.offline));
  addEventListener("online", () => show(words.online));
  show(navigator.onLine ? "" : words.offline);
}
