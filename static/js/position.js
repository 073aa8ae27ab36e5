// A position on the form: asks the device for it at a press, never by itself. Loaded when such a question is first
// touched. A position that is typed has no accuracy.

const PATIENCE = 30_000;

/** A click or an entry in the question. */
export function follow({ type, target, isTrusted }) {
  const field = target.closest("[data-position]");
  if (type === "click" && target.closest("[data-locate]")) locate(field);
  else if (type === "input" && isTrusted && target.dataset.coordinate !== "accuracy") enter(field, { accuracy: "" });
}

async function locate(field) {
  const status = field.querySelector("[data-status]");
  if (status.textContent === status.dataset.searching) return;
  status.textContent = status.dataset.searching;
  try {
    const { coords } = await measured();
    const { latitude, longitude, accuracy } = coords;
    enter(field, { lat: number(latitude, 6), lon: number(longitude, 6), accuracy: number(accuracy, 1) });
    status.textContent = status.dataset.found;
  } catch (problem) {
    status.textContent = problem.code === 1 ? status.dataset.denied : status.dataset.unavailable;
  }
}

const measured = () =>
  new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 });
  });

/** Without trailing zeros, and never -0. */
const number = (value, decimals) => String(Number(value.toFixed(decimals)) || 0);

function enter(field, numbers) {
  for (const input of field.querySelectorAll("[data-coordinate]")) {
    const value = numbers[input.dataset.coordinate];
    if (value === undefined || input.value === value) continue;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
