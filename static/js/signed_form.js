// A form with a signature, such as a decision: the signature pad, and sending once. Without this script everything else
// of the form works, and a signature can be typed where one is required.

import * as signature from "./signature.js";

for (const form of document.querySelectorAll("form[data-signed]")) {
  signature.start(form);
  // A second press while the first is on its way would be answered the same, only later.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // "Back" shows the page as it was left.
  addEventListener("pageshow", () => delete form.dataset.sent);
}
