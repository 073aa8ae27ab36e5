// The frame of the pages of a member: "/" goes to the search, and the account menu closes like a menu. Both work
// without scripts, too.

const menu = document.querySelector(".account-menu");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (event.key !== "/" || typing || modified || document.querySelector("dialog[open]")) return;
  const search = [...document.querySelectorAll("#f-q, #nav-q")].find((input) => input.getClientRects().length > 0);
  event.preventDefault();
  if (search) search.focus();
  else document.querySelector(".search-link").click();
});

document.addEventListener("click", (event) => {
  if (menu.open && !menu.contains(event.target)) menu.open = false;
});

// The link of phones leads to the search field of the list.
const focusSearch = () => location.hash === "#f-q" && document.getElementById("f-q")?.focus();
focusSearch();
addEventListener("hashchange", focusSearch);
