// Agreement between the tabs of this browser about drafts: one tab at a time writes a draft. A tab that stops
// responding cannot agree to anything; then the revision in the stored draft decides (see draft.js).

/** How long another tab may take to answer, and to save what was typed there, in milliseconds. */
const PATIENCE = 200;
const PATIENCE_TO_SAVE = 2_000;

const channel = globalThis.BroadcastChannel ? new BroadcastChannel("injaaz-drafts") : null;
let answers = [];

/**
 * `shows` returns the key of the draft on this page, and `holds` whether this page writes it. `released` saves it and
 * stops this page from writing; `ended` is called when another tab has sent or deleted it.
 */
export function start({ shows, holds, released, ended }) {
  channel?.addEventListener("message", async ({ data: { kind, key } }) => {
    if (kind === "answer") for (const answer of answers) answer(key);
    if (key !== shows()) return;
    if (kind === "ended") ended();
    else if (!holds()) return;
    else if (kind === "ask") channel.postMessage({ kind: "answer", key });
    else if (kind === "take") {
      await released();
      channel.postMessage({ kind: "answer", key });
    }
  });
}

/** Sends a question about a draft; whether another tab has answered in time. */
function ask(kind, key, patience) {
  if (!channel) return false;
  return new Promise((resolve) => {
    const settle = (answer) => {
      answers = answers.filter((other) => other !== hear);
      resolve(answer);
    };
    const hear = (about) => about === key && settle(true);
    answers.push(hear);
    setTimeout(settle, patience, false);
    channel.postMessage({ kind, key });
  });
}

/** Whether another tab has this draft open. */
export const isOpenElsewhere = (key) => ask("ask", key, PATIENCE);

/** Lets the other tab save and release the draft. */
export async function take(key) {
  const patience = (await isOpenElsewhere(key)) ? PATIENCE_TO_SAVE : 0;
  await ask("take", key, patience);
}

/** Tells the other tabs that a draft was sent or deleted. */
export const tellEnded = (key) => channel?.postMessage({ kind: "ended", key });
