// Shows the pictures of a submission in a dialog above the page. Without this script, a picture has a page of its own.

const dialog = document.getElementById("photo-view");
const links = [...document.querySelectorAll("a[data-photo]")];

if (dialog?.showModal && links.length > 0) {
  const [image, name, original] = ["img", "[data-name]", "[data-original]"].map((find) => dialog.querySelector(find));
  const [previous, next, close] = ["previous", "next", "close"].map((way) => dialog.querySelector(`[data-way=${way}]`));
  let shown = 0;

  const show = (index) => {
    shown = (index + links.length) % links.length;
    const { photo, original: file } = links[shown].dataset;
    const alt = links[shown].querySelector("img").alt;
    image.src = photo;
    image.alt = alt;
    name.textContent = `${alt} (${shown + 1}/${links.length})`;
    original.hidden = !file;
    if (file) original.href = file;
  };

  for (const [index, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      // Another tab or window was asked for.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      dialog.showModal();
    });
  }
  previous.hidden = next.hidden = links.length < 2;
  previous.addEventListener("click", () => show(shown - 1));
  next.addEventListener("click", () => show(shown + 1));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => image.removeAttribute("src"));
  // A press beside the picture closes, as everywhere.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", ({ key }) => {
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (key === "ArrowLeft" || key === "ArrowRight") show(shown + (key === forward ? 1 : -1));
  });
}
