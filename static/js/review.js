// The form of a decision: the signature pad, and sending once. Without this script a signature can be typed.

import * as signature from "./signature.js";

const form = document.getElementById("decide");
if (form) {
  signature.start(form);
  // A second press while the first is on its way would be answered the same, only later.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // "Back" shows the page as it was left.
  addEventListener("pageshow", () => delete form.dataset.sent);
}
