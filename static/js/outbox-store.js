/* What this browser keeps until a server has it: drafts as they are typed, and reports that wait for the network.
   IndexedDB with strict durability: a write that is said to be done outlives a power cut. */

const NAME = "vidkryte-misto";
const STORE = "reports";

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("the store is busy"));
  });
}

/** Do some work in one transaction; resolved once it is on the disk.
 * @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T> | void} work @returns {Promise<T>} */
async function within(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(/** @type {T} */ (request?.result));
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("nothing was kept"));
    });
  } finally {
    database.close();
  }
}

/** Keep an entry, and forget another in the same moment. @param {Kept} entry @param {string} [instead] */
export const keep = (entry, instead) => within("readwrite", (store) => {
  store.put(entry);
  if (instead) store.delete(instead);
});

/** @param {string} key @returns {Promise<Kept | undefined>} */
export const kept = (key) => within("readonly", (store) => store.get(key));

/** Everything that is kept, the oldest first. @returns {Promise<Kept[]>} */
export const allKept = async () => (await within("readonly", (store) => store.getAll())).sort((a, b) => a.at - b.at);

/** @param {string} key */
export const forget = (key) => within("readwrite", (store) => store.delete(key));

export const forgetAll = () => within("readwrite", (store) => store.clear());

/** Change an entry as it now stands, in one transaction; one that has gone stays gone.
 * @param {string} key @param {(entry: Kept) => Kept | null} change */
export const changeKept = (key, change) => within("readwrite", (store) => {
  const request = store.get(key);
  request.onsuccess = () => {
    const after = request.result && change(request.result);
    if (after) store.put(after);
    else if (request.result) store.delete(key);
  };
});
