// Reads a bar code or QR code with the camera, where the browser can (BarcodeDetector). Loaded at the first press of the
// button, which only such browsers show; the code can always be typed.

const PAUSE = 150;

export async function scan(button) {
  const field = button.closest("[data-field]");
  const input = field.querySelector("input");
  const status = field.querySelector("[data-status]");
  status.textContent = "";
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const code = await read(stream, button.dataset);
    if (code) {
      input.value = code;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    input.focus();
  } catch (problem) {
    console.warn(problem);
    status.textContent = button.dataset.failed;
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
  }
}

/** The first code that the camera sees; none if the dialog is closed before. */
async function read(stream, { hint, close }) {
  const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true, playsInline: true });
  const words = Object.assign(document.createElement("p"), { textContent: hint });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button secondary", textContent: close });
  const dialog = Object.assign(document.createElement("dialog"), { className: "scan-view", ariaLabel: hint });
  dialog.append(video, words, button);
  document.body.append(dialog);
  button.addEventListener("click", () => dialog.close());
  dialog.showModal();
  try {
    await video.play();
    const detector = new BarcodeDetector();
    while (dialog.open) {
      const [code] = await detector.detect(video);
      if (code?.rawValue) return code.rawValue;
      await new Promise((done) => setTimeout(done, PAUSE));
    }
    return "";
  } finally {
    dialog.remove();
  }
}
