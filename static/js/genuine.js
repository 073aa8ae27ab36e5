// Compares a file with a report of ours without sending it anywhere. Browsers hash only on pages that came safely;
// everywhere else the form is sent, and the server compares.

const form = document.getElementById("compare");
const verdict = form.querySelector(".verdict");

if (globalThis.crypto?.subtle) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.elements.file.files;
    if (!file) return show(form.dataset.none, "bad");
    show(form.dataset.busy, "");
    try {
      const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const ours = [...form.querySelectorAll("data")].find((data) => data.value === hex);
      show(ours ? ours.dataset.ours : form.dataset.not, ours ? "good" : "bad");
    } catch {
      // Too large for this device, or gone since it was chosen: the server can still compare it.
      form.submit();
    }
  });
}

function show(sentence, kind) {
  verdict.textContent = sentence;
  verdict.className = `verdict ${kind}`.trim();
}
