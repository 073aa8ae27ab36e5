// Folded items of a submission: all of them on paper, the one that a link leads to or into, and all with one button.

const items = () => document.querySelectorAll(".item-row");

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const item = target?.closest(".item-row");
  if (!item || item.open) return;
  item.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", openTarget);
openTarget();

addEventListener("beforeprint", () => items().forEach((item) => (item.open = true)));

for (const button of document.querySelectorAll("[data-unfold]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const item of button.closest("section").querySelectorAll(".item-row")) item.open = true;
    button.hidden = true;
  });
}
