// The storage of this device for forms that are not sent: drafts, and the bytes of their photos. IndexedDB, because it
// holds blobs; "strict", because a device that loses power must not lose what was reported as saved.
//
// A draft is {key, revision, module, person, title, version, name, savedAt, items, answers, photos, signatures, left}.
// A photo is {id, draft, field, keptAt, name, blob, small, removed}. Records of earlier versions lack `revision`,
// `name`, `title`, `left`, `draft` and `field`.

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("injaaz", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts", { keyPath: "key" });
      request.result.createObjectStore("photos", { keyPath: "id" });
    };
    request.onsuccess = () => {
      request.result.onclose = () => (opening = undefined);
      resolve(request.result);
    };
    request.onerror = () => {
      opening = undefined;
      reject(request.error);
    };
  });
  return opening;
}

/** Runs one request in a transaction of its own; settles when the transaction has. */
async function run(store, mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const put = (store, value) => run(store, "readwrite", (objects) => objects.put(value));
export const get = (store, key) => run(store, "readonly", (objects) => objects.get(key));
export const remove = (store, key) => run(store, "readwrite", (objects) => objects.delete(key));

/** Replaces a record by `change(record)` in one transaction; nothing is written if that returns nothing. */
export async function update(store, key, change) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, "readwrite", { durability: "strict" });
    const objects = transaction.objectStore(store);
    const request = objects.get(key);
    let changed;
    request.onsuccess = () => {
      changed = change(request.result);
      if (changed) objects.put(changed);
    };
    transaction.oncomplete = () => resolve(changed);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Removes records of both stores in one transaction: all of them or none. */
export async function removeAll(drafts, photos) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["drafts", "photos"], "readwrite", { durability: "strict" });
    for (const key of drafts) transaction.objectStore("drafts").delete(key);
    for (const id of photos) transaction.objectStore("photos").delete(id);
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

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
