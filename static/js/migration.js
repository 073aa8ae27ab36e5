// Entry of the migration console: keeps what runs fresh, and the rest of the page true. The server says everything in
// words, so this only asks for the part "Now" and puts it in place. While something runs it asks each second; when
// something began or ended, the whole page is out of date and is asked for once.

const BUSY = 1_000;
const QUIET = 15_000;
/** Numbers such as those of the outbox also move while nothing is started or stopped. */
const WHOLE_AFTER = 60_000;

const said = document.getElementById("said");
let quarter = "";
let wholeAt = Date.now();

document.documentElement.classList.replace("no-js", "js");
next();

function next() {
  const busy = "busy" in document.getElementById("now").dataset;
  setTimeout(look, busy ? BUSY : QUIET);
}

async function look() {
  if (!document.hidden) {
    try {
      const fresh = await part("/admin/migration/now", "now");
      if (fresh) await show(fresh);
    } catch {
      // The connection may come back: it is asked again.
    }
  }
  next();
}

async function part(address, id) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html").getElementById(id);
}

async function show(fresh) {
  const now = document.getElementById("now");
  const outdated = fresh.dataset.stamp !== now.dataset.stamp || Date.now() - wholeAt > WHOLE_AFTER;
  if (outdated && !isTyping()) {
    const whole = await part(location.pathname === "/admin/migration" ? location.pathname : "/admin/migration", "live");
    if (whole) {
      wholeAt = Date.now();
      replace(whole);
    }
  } else {
    for (const live of fresh.querySelectorAll("[data-live]")) document.getElementById(live.id)?.replaceWith(live);
  }
  say();
}

/** Nobody loses what is half typed. */
function isTyping() {
  const at = document.activeElement;
  return at?.closest("#live") && at.matches("input, textarea, select");
}

/** The new content, with what was unfolded unfolded, and the focus on the same control. */
function replace(whole) {
  const live = document.getElementById("live");
  for (const { id, open } of live.querySelectorAll("details[id]")) {
    const same = whole.querySelector(`#${CSS.escape(id)}`);
    if (same) same.open = open;
  }
  const focused = document.activeElement?.closest("#live [id]")?.id;
  live.replaceWith(whole);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** What is read aloud changes only each quarter. */
function say() {
  const line = document.querySelector("[data-say]")?.textContent ?? "";
  const mark = line.replace(/(\d+) %/, (_, percent) => `${Math.floor(percent / 25)}`);
  if (mark === quarter) return;
  quarter = mark;
  said.textContent = line;
}
