/**
 * What the page keeps in this browser (IndexedDB): baskets, models made here, a training on its way.
 * Usable on the page and in workers alike.
 */

const NAME = 'anthesis'
const VERSION = 1
const STORES = ['baskets', 'models', 'training'] as const

export type StoreName = (typeof STORES)[number]

/** A refusal in one line: what happened and what to do. */
export class StorageRefusal extends Error {
  override readonly name = 'StorageRefusal'
}

function refusal(error: DOMException | null): StorageRefusal {
  return new StorageRefusal(
    error?.name === 'QuotaExceededError'
      ? 'This browser’s storage is full; remove a model or free some disk space.'
      : `This browser keeps nothing (${error?.message ?? 'no reason given'}); allow storage for this page.`,
  )
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(refusal(request.error))
  })

let opened: Promise<IDBDatabase> | null = null

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION)
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store)
  }
  const database = await settled(request)
  // Another tab with a newer page may take over.
  database.onversionchange = () => {
    database.close()
    opened = null
  }
  return database
}

async function transact<T>(
  store: StoreName,
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  opened ??= open()
  const database = await opened.catch((error: unknown) => {
    opened = null
    throw error
  })
  const transaction = database.transaction(store, mode)
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(refusal(transaction.error))
  })
  const result = await settled(work(transaction.objectStore(store)))
  // A quota is told when the transaction ends, not when the request succeeds.
  await done
  return result
}

/** @throws StorageRefusal */
export const put = async (store: StoreName, key: string, value: unknown): Promise<void> => {
  await transact(store, 'readwrite', (objects) => objects.put(value, key))
}

/** What lies under a key; undefined for nothing. The reader checks it. @throws StorageRefusal */
export const get = (store: StoreName, key: string): Promise<unknown> =>
  transact<unknown>(store, 'readonly', (objects) => objects.get(key))

/** The keys of a store in their order. @throws StorageRefusal */
export const keys = async (store: StoreName): Promise<string[]> =>
  (await transact(store, 'readonly', (objects) => objects.getAllKeys())).map(String)

/** @throws StorageRefusal */
export const remove = async (store: StoreName, key: string): Promise<void> => {
  await transact(store, 'readwrite', (objects) => objects.delete(key))
}
