// Copies the value of a field. Without scripts, or where a page may not write to the clipboard, the field is there to
// be marked and copied by hand.

document.documentElement.classList.replace("no-js", "js");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const told = document.getElementById("copied");
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value).then(
      () => { told.textContent = told.dataset.copied; },
      () => { button.hidden = true; },
    );
  });
}
