// The pages that this device keeps to show them without a network: the empty forms of one person, in each language, and
// the corrections that the person has begun.
// The service worker fills and uses them; the page for a device without a network lists them.
//
// Input: what the server says about the session. Each version of the app has caches of its own: `injaaz-app-<version>`
// with the files and the pages that are the same for everybody, `injaaz-pages-<version>` with the forms of a person.
//
// Invariants: only pages are kept that the server makes for being kept (`/offline/…`, `/outbox`): they carry no token of
// a session. A response that names another person than the one whose pages are kept takes those away first.

import { all } from "./store.js";
import { entries, forget as forgetPerson, isOf, isUnsent, lastPerson, markOf, remember } from "./unsent.js";

const APP = "injaaz-app-";
const PAGES = "injaaz-pages-";
/** What is kept, in a cache of pages: {mark, lang, forms, at}; `at` is 0 while it is being filled. */
const STATE = "/offline/state";
const FRESH = 12 * 3600 * 1000;
const PATIENCE = 30_000;

export const appCache = (version) => APP + version;

/** The header by which a page says whose session it was made for. */
const MARK = "X-Session-Person";

let keeping;
/** Counts what was forgotten, so that pages that are still under way are not kept after it. */
let forgotten = 0;

/** Fetches what is missing or old; one run at a time. `page` is {mark, lang} of the page that asks. */
export function keep(version, languages, page) {
  keeping ??= fill(version, languages, page).finally(() => (keeping = undefined));
  return keeping;
}

async function fill(version, languages, { mark: asking, lang }) {
  const before = forgotten;
  const known = await stateOf(PAGES + version);
  const age = Date.now() - (known?.at ?? 0);
  if (known?.mark === asking && age >= 0 && age < FRESH) return setLanguage(lang);
  const me = await ask("/offline/session", {}).then((answer) => answer.json());
  const mark = markOf(me);
  await seen(mark);
  const pages = [];
  for (const { module } of me.forms) {
    for (const language of languages) {
      const page = await ask(`/offline/forms/${module}`, { "X-Page-Language": language });
      // Somebody else has signed in meanwhile.
      if (page.headers.get(MARK) !== mark) return undefined;
      pages.push([`/forms/${module}?lang=${language}`, page]);
    }
  }
  for (const id of await begunCorrections(mark)) pages.push(...((await correctionPages(id, languages, mark)) ?? []));
  if (forgotten !== before) return undefined;
  const name = PAGES + version;
  await caches.delete(name);
  const cache = await caches.open(name);
  await writeState(name, { mark, lang, forms: me.forms, at: 0 });
  for (const [address, page] of pages) await cache.put(address, page);
  await writeState(name, { mark, lang, forms: me.forms, at: Date.now() });
  if (forgotten !== before) await caches.delete(name);
  return undefined;
}

/** The submissions that this person corrects on this device. */
async function begunCorrections(mark) {
  const [[drafts], [waiting]] = await Promise.all([all("drafts"), entries()]);
  const own = drafts.filter(({ person }) => person === mark.split(".")[0]).map(({ action }) => action?.split("/")[2]);
  const sending = waiting.filter((entry) => isUnsent(entry) && isOf(mark)(entry)).map(({ corrects }) => corrects);
  return new Set([...own, ...sending].filter(Boolean));
}

/** [address, page] in each language; nothing if it cannot be corrected any more, or another person has signed in. */
async function correctionPages(id, languages, mark) {
  const pages = [];
  for (const language of languages) {
    const page = await ask(`/offline/submissions/${id}/correct`, { "X-Page-Language": language }).catch(console.info);
    if (page?.headers.get(MARK) !== mark) return undefined;
    pages.push([`/submissions/${id}/correct?lang=${language}`, page]);
  }
  return pages;
}

/** Keeps the page of a correction besides the forms, once these are kept. */
export async function keepCorrection(version, languages, id) {
  await keeping?.catch(console.info);
  const before = forgotten;
  const name = PAGES + version;
  const known = await stateOf(name);
  const pages = known?.at ? await correctionPages(id, languages, known.mark) : undefined;
  if (!pages || forgotten !== before) return;
  const cache = await caches.open(name);
  for (const [address, page] of pages) await cache.put(address, page);
}

async function ask(address, headers) {
  const response = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok || response.redirected) throw new Error(`${address} answered ${response.status}`);
  return response;
}

async function stateOf(name) {
  if (!(await caches.has(name))) return undefined;
  const kept = await (await caches.open(name)).match(STATE);
  return kept?.json();
}

async function writeState(name, state) {
  await (await caches.open(name)).put(STATE, Response.json(state));
}

const pageCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));

/** The newest state: {lang, forms}; nothing if no form is kept. */
export async function state() {
  const states = await Promise.all((await pageCaches()).map(stateOf));
  return states.filter(Boolean).sort((a, b) => b.at - a.at)[0];
}

/** The kept page of an address, in the language that it asks for or that was used last. */
export async function find({ pathname, searchParams }) {
  const lang = searchParams.get("lang") ?? (await state())?.lang ?? navigator.language.slice(0, 2);
  for (const language of [lang, "en"]) {
    const found = await caches.match(`${pathname}?lang=${language}`);
    if (found) return found;
  }
  return undefined;
}

/** Remembers the language in which pages are read, for the next one without a network. */
export async function setLanguage(lang) {
  for (const name of await pageCaches()) {
    const known = await stateOf(name);
    if (known && known.lang !== lang) await writeState(name, { ...known, lang });
  }
}

/** A page was made for this person: what is kept for somebody else goes. */
export async function seen(mark) {
  for (const name of await pageCaches()) {
    if ((await stateOf(name))?.mark === mark) continue;
    forgotten += 1;
    await caches.delete(name);
  }
  if ((await lastPerson()) !== mark) await remember(mark);
}

/** The person signs out. */
export async function forget() {
  await forgetPages();
  await forgetPerson();
}

async function forgetPages() {
  forgotten += 1;
  await Promise.all((await pageCaches()).map((name) => caches.delete(name)));
}

/** Deletes what older versions kept, once this one has the forms and no page of an older one can be open. */
export async function deleteOld(version) {
  for (const name of await caches.keys()) {
    const isOld = name.startsWith("injaaz-") && ![APP + version, PAGES + version].includes(name);
    if (isOld) await caches.delete(name);
  }
}

/** Whether the forms of the present person are kept in this version. */
export const isComplete = async (version) => Boolean((await stateOf(PAGES + version))?.at);
