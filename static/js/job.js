// Entry of the job and submission pages: shows how far the report is. Events first, then asking every two seconds,
// then an honest sentence. The page itself knows how to show a finished job, so it is loaded again, once.

import { text } from "./page_texts.js";

const EVERY = 2_000;
const PATIENCE = 15;
/** A page that still shows the job as unfinished is not loaded again and again. */
const RELOAD_PAUSE = 10_000;

const section = document.getElementById("job");
document.documentElement.classList.replace("no-js", "js");
let told = -1;
/** Something was typed or chosen in a form of the page, which loading it again would lose. */
let isEdited = false;
for (const kind of ["input", "change"]) document.addEventListener(kind, () => (isEdited = true));

if (section && !isOver(section.dataset.state)) listen(`/jobs/${section.dataset.job}`);

function isOver(state) {
  return state === "done" || state === "failed";
}

function listen(address) {
  const events = new EventSource(`${address}/events`);
  events.onmessage = ({ data }) => {
    if (show(JSON.parse(data))) events.close();
  };
  events.onerror = () => {
    events.close();
    if (!isOver(section.dataset.state)) poll(address);
  };
}

async function poll(address) {
  for (let silent = 0; silent < PATIENCE; silent += 1) {
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } });
      if (response.ok) {
        if (show(await response.json())) return;
        silent = 0;
      }
    } catch {
      // The connection may come back: the loop goes on for a while.
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  section.querySelector("[data-words]").textContent = text("script-job-silent");
}

/** Shows a state of the job; answers whether it is over. The words, which are read aloud, change only each quarter. */
function show({ state, progress }) {
  section.dataset.state = state;
  const bar = section.querySelector("progress");
  if (bar) bar.value = progress;
  const quarter = Math.floor(progress / 25);
  if (quarter !== told || isOver(state)) {
    told = quarter;
    const sentence = { started: text("script-job-started"), done: text("script-job-done"), failed: text("script-job-failed") }[state];
    section.querySelector("[data-words]").textContent = sentence ?? text("script-job-running", { percent: quarter * 25 });
  }
  if (isOver(state) && !isEdited) reloadOnce();
  return isOver(state);
}

function reloadOnce() {
  const mark = `reloaded:${section.dataset.job}`;
  if (Date.now() - Number(sessionStorage.getItem(mark)) < RELOAD_PAUSE) return;
  sessionStorage.setItem(mark, Date.now());
  location.reload();
}
