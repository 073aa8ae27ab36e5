// Entry of the page about privacy while something is being made: asks how far it is, and puts the list of requests in
// place once it says something else. The rest of the page stays as it is, with what is half typed in it.

const EVERY = 1_500;

const requests = document.getElementById("requests");
document.documentElement.classList.replace("no-js", "js");
next();

function next() {
  if ("waiting" in requests.dataset) setTimeout(look, EVERY);
}

async function look() {
  try {
    const fresh = document.hidden ? null : await ask();
    if (fresh) show(fresh);
  } catch {
    // The connection may come back: it is asked again.
  }
  next();
}

async function ask() {
  const response = await fetch(requests.dataset.address, { headers: { Accept: "text/html" } });
  if (!response.ok) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html").getElementById("requests");
}

function show(fresh) {
  if (!("waiting" in fresh.dataset)) delete requests.dataset.waiting;
  if (fresh.innerHTML !== requests.innerHTML) requests.replaceChildren(...fresh.childNodes);
}
