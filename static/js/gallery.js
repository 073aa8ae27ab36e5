// Shows the pictures of a submission above its page. Without this script, a picture has a page of its own.

import { open } from "./viewer.js";

const links = [...document.querySelectorAll("a[data-photo]")];
const entry = (link) => {
  const { photo, caption, original } = link.dataset;
  return { src: new URL(photo, location).href, alt: link.querySelector("img").alt, caption, original };
};

if (window.HTMLDialogElement) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-photo]");
    // Another tab or window was asked for.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(links.indexOf(link), () => links.map(entry));
  });
}
