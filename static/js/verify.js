// Compares a file with an issued report without sending it. Browsers hash only in secure contexts; elsewhere the form is
// sent, and the server compares.

const form = document.getElementById("compare");
const verdict = document.getElementById("verdict");
const [heading, sentence] = verdict.children;
const texts = form.dataset;
const titleEnd = document.title.slice(heading.textContent.length);

// A verdict is about one file: another selection takes it back.
form.elements.file.addEventListener("change", () => show("open", texts.open, texts.openAbout));

if (globalThis.crypto?.subtle) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.elements.file.files;
    if (!file) return show("open", texts.open, texts.none);
    show("open", texts.open, texts.busy);
    try {
      const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      if (form.elements.file.files[0] !== file) return;
      const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const issued = [...form.querySelectorAll("data")].find((data) => data.value === hex);
      if (issued) show("good", issued.dataset.heading, issued.dataset.sentence);
      else show("bad", texts.different, texts.differentAbout);
      verdict.focus();
    } catch {
      // Too large for this device, or removed since it was selected: the server may still be able to compare it.
      form.submit();
    }
  });
}

function show(kind, title, about) {
  heading.textContent = title;
  sentence.textContent = about;
  verdict.className = `verdict ${kind}`;
  document.title = title + titleEnd;
}
