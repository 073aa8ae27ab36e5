// Copies the address of a link. Without this, or without a clipboard, the address can be selected by hand.

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const words = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const address = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(address.value);
        button.textContent = button.dataset.copied;
        setTimeout(() => (button.textContent = words), 2_000);
      } catch {
        // Not allowed here: the address is selected, and a key copies it.
        address.select();
      }
    });
  }
}
