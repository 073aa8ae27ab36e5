// Entry of every page: keeps the app on the device, says whether there is a network and what is not sent, and sends
// it. Each part works without the others.

import { text } from "./page_texts.js";
import * as outbox from "./unsent.js";

const chip = document.getElementById("network-chip");
const { person } = chip.dataset;
const mark = person ? outbox.markOf(chip.dataset) : "";
const lang = document.documentElement.lang;
let timer;

begin().catch(console.warn);

async function begin() {
  if (person) await outbox.remember(mark);
  else if (new URLSearchParams(location.search).get("done") === "signed-out") await outbox.forget();
  for (const kind of ["online", "offline"]) addEventListener(kind, show);
  addEventListener("online", () => send(true));
  addEventListener("pageshow", ({ persisted }) => persisted && send(false));
  document.addEventListener("visibilitychange", () => !document.hidden && send(false));
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel(outbox.CHANNEL) : null;
  channel?.addEventListener("message", ({ data }) => {
    show().catch(console.warn);
    if (data.state === outbox.WAITING) again(1_000);
  });
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", leave);
  await show();
  await send(false);
}

// ---- The app on the device ----

const keep = (worker) =>
  worker.active?.postMessage(person ? { kind: "keep", lang, mark } : { kind: "language", lang });

navigator.serviceWorker
  ?.register("/service-worker.js", { type: "module", updateViaCache: "none" })
  .then(() => navigator.serviceWorker.ready)
  .then((worker) => {
    keep(worker);
    // An update has taken over.
    navigator.serviceWorker.addEventListener("controllerchange", () => keep(worker));
  })
  // Without it the app works as any site does: with a network.
  .catch((problem) => console.info(problem));

// ---- What is not sent ----

async function unsent() {
  const known = mark || (await outbox.lastPerson());
  const [all] = await outbox.entries();
  return known ? all.filter(outbox.isUnsent).filter(outbox.isOf(known)) : [];
}

async function show() {
  const waiting = await unsent();
  const parts = navigator.onLine && !waiting.length ? [] : [navigator.onLine ? text("outbox-online") : text("outbox-offline")];
  if (waiting.length) {
    parts.push(text("outbox-not-sent", { count: waiting.length }), text("outbox-oldest", { age: age(waiting[0].createdAt) }));
  }
  const sentence = parts.join(" · ");
  if (chip.textContent !== sentence) chip.textContent = sentence;
  chip.hidden = !sentence;
  chip.dataset.offline = String(!navigator.onLine);
}

/** "3 hours ago" or "now", in the language of the page. */
function age(since) {
  const minutes = Math.max(0, Math.floor((Date.now() - since) / 60_000));
  const [length, unit] = [[1440, "day"], [60, "hour"], [1, "minute"]].find(([length]) => minutes >= length) ?? [1, "second"];
  const format = new Intl.RelativeTimeFormat(text("language-browser-locale"), { numeric: minutes ? "always" : "auto" });
  return format.format(-Math.floor(minutes / length), unit);
}

async function send(force) {
  clearTimeout(timer);
  const [all] = await outbox.entries();
  if (!all.some(outbox.isUnsent)) return;
  const { sendAll } = await import("./outbox_sending.js");
  const next = await sendAll({ force });
  await show();
  if (next !== null) again(next);
}

function again(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => send(false).catch(console.warn), pause);
}

// ---- Signing out ----

async function leave(event) {
  const form = event.target;
  if (form.dataset.asked) return;
  event.preventDefault();
  form.dataset.asked = "yes";
  const mayLeave = await import("./sign_out.js")
    .then(async (question) => question.mayLeave(form, await unsent()))
    .catch((problem) => (console.warn(problem), true));
  if (mayLeave) form.submit();
  else delete form.dataset.asked;
}
