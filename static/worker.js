// The service worker of the whole app: files come from a cache, and where there is no network, so do the forms of the
// person, the outbox and a page that says what works. The server puts the hash of the files, the list of them and the
// languages into the first lines.
//
// Ours, about 150 lines: what Workbox would bring (routing, expiry, strategies) is not what is difficult here, which is
// whose pages are kept and when they go, and its smallest build is larger than all of this.
//
// Invariants: only GET requests are answered from a cache. Nothing that a page showed is kept, only what the server
// makes for being kept (js/kept_pages.js). An update never touches IndexedDB.

import { WAITING, entries, isUnsent } from "./static/HASH/js/outbox.js";
import { sendAll } from "./static/HASH/js/outbox_sending.js";
import * as pages from "./static/HASH/js/kept_pages.js";

const VERSION = "VERSION_OF_THE_APP";
const FILES = ["LIST_OF_FILES"];
const LANGUAGES = ["LIST_OF_LANGUAGES"];

/** How long a form may take before the kept one is shown: a weak signal is worse than none. */
const PATIENCE = 4_000;
/** The server, or a proxy before it, has no time for it. */
const BUSY = [502, 503, 504];
/** Parameters of forms that begin with answers. */
const BEGUN = ["reinspects", "copies"];
/** The same for everybody. */
const SHARED = ["/offline", "/outbox"];

self.addEventListener("install", (event) => event.waitUntil(install().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function install() {
  const cache = await caches.open(pages.appCache(VERSION));
  const known = new Set((await cache.keys()).map(({ url }) => url.slice(location.origin.length)));
  await cache.addAll(FILES.filter((file) => !known.has(file)));
  for (const path of SHARED) {
    for (const language of LANGUAGES) {
      const address = `${path}?lang=${language}`;
      if (known.has(address)) continue;
      const page = await fetch(path, { headers: { "X-Page-Language": language }, cache: "no-store", credentials: "omit" });
      if (!page.ok || page.redirected) throw new Error(`${path} answered ${page.status}`);
      await cache.put(address, page);
    }
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    // Also where no script of the page runs.
    if (url.pathname === "/sign-out") event.waitUntil(pages.forget());
  } else if (request.mode === "navigate") event.respondWith(navigate(event, url));
  else if (/^\/static\/[0-9a-f]+\//.test(url.pathname)) event.respondWith(file(request));
});

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function navigate(event, url) {
  const copy = () => pages.find(url);
  const isCorrection = /^\/submissions\/[^/]+\/correct$/.test(url.pathname);
  const isForm = /^\/forms\/[^/]+$/.test(url.pathname) && !url.searchParams.has("kept");
  const isKept = SHARED.includes(url.pathname) || isForm || isCorrection;
  const answer = fetch(event.request);
  try {
    // A kept form is empty, so one that begins with answers is waited for. A kept correction may be of an earlier revision.
    if (isKept && !isCorrection && !BEGUN.some((name) => url.searchParams.has(name)) && (await isLate(answer))) {
      const page = await copy();
      if (page) return page;
    }
    const response = await answer;
    const mark = response.headers.get("X-Session-Person");
    if (mark) event.waitUntil(pages.seen(mark));
    return (isKept && BUSY.includes(response.status) && (await copy())) || response;
  } catch (problem) {
    const page = (isKept && (await copy())) || (await pages.find(new URL(`/offline${url.search}`, location.origin)));
    if (page) return page;
    throw problem;
  }
}

const isLate = (answer) =>
  Promise.race([
    answer.then(() => false, () => false),
    new Promise((resolve) => setTimeout(resolve, PATIENCE, true)),
  ]);

self.addEventListener("message", (event) => {
  const { kind, lang, id } = event.data;
  if (kind === "keep-correction") event.waitUntil(pages.keepCorrection(VERSION, LANGUAGES, id).catch((problem) => console.info(problem)));
  if (kind === "keep") event.waitUntil(keep(event.data).catch((problem) => console.info(problem)));
  if (kind === "language") event.waitUntil(pages.setLanguage(lang));
});

async function keep(page) {
  // The person may have deleted the data of this site, but for IndexedDB.
  await install();
  await pages.keep(VERSION, LANGUAGES, page);
  const { installing, waiting } = self.registration;
  if (installing || waiting) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  // Another window may show a page of an older version, which loads further files of that one.
  if (windows.length < 2 && (await pages.isComplete(VERSION))) await pages.deleteOld(VERSION);
}

// Background Sync: the browser wakes the worker when there is a network, also without a page.
self.addEventListener("sync", (event) => {
  if (event.tag === "injaaz-outbox") event.waitUntil(send());
});

async function send() {
  await sendAll({ force: true });
  const [left] = await entries();
  if (left.some((entry) => isUnsent(entry) && entry.state === WAITING)) throw new Error("not everything was sent");
}
