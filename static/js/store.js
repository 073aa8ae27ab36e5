// The storage of this device for forms that are not sent: drafts, the outbox, and the bytes of their photos. IndexedDB,
// because it holds blobs; "strict", because a device that loses power must not lose what was reported as saved. Pages
// and the service worker share it, so there is no DOM here.
//
// A draft is {key, revision, module, person, title, version, name, savedAt, action, items, answers, photos, signatures,
// left}, with `errors` or `problem` if the server has refused it. `action`, only of a correction, is the address that it
// is posted to, with the revision that it was begun on. A photo is {id, draft, field, keptAt, name, kind,
// blob, small, removed}; `kind` is "pdf" for a file.
// Records of earlier versions lack `revision`, `name`, `title`, `left`, `draft` and `field`. outbox.js describes its
// entries, unsent.js what `device` holds.
//
// Invariant: an upgrade only adds. A step that has shipped is never changed; docs/offline.md lists them.

const VERSION = 2;

/** Values of `problem` that this device has found; every other one is a sentence of the server. */
export const OTHER_VERSION = "other-version";
export const PHOTO_MISSING = "photo-missing";

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("injaaz", VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => {
      const database = request.result;
      const forget = () => (opening = undefined);
      database.onclose = forget;
      // A newer version of this script waits in another tab.
      database.onversionchange = () => {
        forget();
        database.close();
      };
      resolve(database);
    };
    request.onerror = () => {
      opening = undefined;
      reject(request.error);
    };
    // A tab with the first version of this script is open; it never gives way. The request goes on when it is closed.
    request.onblocked = () => reject(new Error("another tab keeps an older version of the storage open"));
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

/** Version 1 has `drafts` and `photos`, version 2 adds `outbox` and `device`. */
function upgrade(database) {
  for (const [name, keyPath] of Object.entries({ drafts: "key", photos: "id", outbox: "key", device: "id" })) {
    if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath });
  }
}

/**
 * Runs `work` in one transaction over these stores: all of it or nothing. `work` gets the object stores by name and may
 * return a request, whose result is the answer.
 */
export async function transact(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    let request;
    try {
      request = work(stores);
    } catch (problem) {
      transaction.abort();
      throw problem;
    }
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const run = (store, mode, ask) => transact([store], mode, (stores) => ask(stores[store]));

export const put = (store, value) => run(store, "readwrite", (objects) => objects.put(value));
export const get = (store, key) => run(store, "readonly", (objects) => objects.get(key));
export const remove = (store, key) => run(store, "readwrite", (objects) => objects.delete(key));

/** Replaces a record by `change(record)` in one transaction; nothing is written if that returns nothing. */
export async function update(store, key, change) {
  let changed;
  await run(store, "readwrite", (objects) => {
    objects.get(key).onsuccess = ({ target }) => {
      changed = change(target.result);
      if (changed) objects.put(changed);
    };
  });
  return changed;
}

/** Removes records of both stores in one transaction: all of them or none. */
export const removeAll = (drafts, photos) =>
  transact(["drafts", "photos"], "readwrite", (stores) => {
    for (const key of drafts) stores.drafts.delete(key);
    for (const id of photos) stores.photos.delete(id);
  });

/** All records one by one, because one that cannot be read would hide the others: [readable records, other keys]. */
export async function all(store) {
  const keys = await run(store, "readonly", (objects) => objects.getAllKeys());
  const records = [];
  const unreadable = [];
  for (const key of keys) {
    try {
      const record = await get(store, key);
      if (record) records.push(record);
    } catch (problem) {
      console.warn(problem);
      unreadable.push(key);
    }
  }
  return [records, unreadable];
}
