// Entry of the page that shows a new token: copies it. Without a clipboard it is selected, ready to be copied by hand.

const [token, copy, copied] = ["token", "copy", "copied"].map((id) => document.getElementById(id));
document.documentElement.classList.replace("no-js", "js");

token.addEventListener("focus", () => token.select());
copy.hidden = false;
copy.addEventListener("click", async () => {
  token.select();
  try {
    await navigator.clipboard.writeText(token.value);
    copied.textContent = copy.dataset.copied;
  } catch {
    // Plain http, or the browser was told not to: the token is selected.
    token.focus();
  }
});
