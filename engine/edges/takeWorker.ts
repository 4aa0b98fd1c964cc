import { TakeFile, type SyncFile } from './takeFile.ts'
import { isPlayed, takesFolder } from './takeFolder.ts'
import type { FromTake, ToTake } from './takeMessages.ts'

/**
 * Keeps the log of a performance in a file of the browser's own (OPFS), written as it grows, so that
 * a crash loses a fraction of a second. In a worker, because only there files are written in place.
 */

/** Older takes are forgotten. */
const KEPT_TAKES = 12

interface SyncFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>
}

const TROUBLE = {
  open: {
    what: 'The take is not being written',
    remedy: 'Free some disk space or leave private browsing; the show goes on.',
  },
  write: {
    what: 'The take ends here, it cannot be written any further',
    remedy: 'Free some disk space and reload the page between two pieces; the show goes on.',
  },
}

let file: TakeFile | null = null

const tell = (message: FromTake, transfer: Transferable[] = []) =>
  self.postMessage(message, { transfer })

const isWritable = (handle: object): handle is SyncFileHandle => 'createSyncAccessHandle' in handle

/** Takes in which nobody has played go first: each page that is opened leaves one. */
async function forgetOld(folder: FileSystemDirectoryHandle): Promise<void> {
  const played: string[] = []
  const unplayed: string[] = []
  for await (const name of folder.keys()) {
    const file = folder.getFileHandle(name).then((handle) => handle.getFile())
    // What cannot be read is better kept.
    const isWorth = await file.then(isPlayed).catch(() => true)
    ;(isWorth ? played : unplayed).push(name)
  }
  const oldest = [...unplayed.sort(), ...played.sort()]
  for (const name of oldest.slice(0, Math.max(0, oldest.length - KEPT_TAKES))) {
    // A take that another tab still writes stays.
    await folder.removeEntry(name).catch(() => undefined)
  }
}

async function open(name: string): Promise<void> {
  const folder = await takesFolder()
  await forgetOld(folder)
  const handle = await folder.getFileHandle(name, { create: true })
  if (!isWritable(handle)) throw new Error('this browser cannot write files in place')
  file = new TakeFile(await handle.createSyncAccessHandle())
  tell({ type: 'opened' })
}

function read(request: number): void {
  if (!file) throw new Error('it was not kept on this machine')
  const content = file.read()
  tell({ type: 'content', request, content }, [content])
}

const say = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')

async function receive(message: ToTake): Promise<void> {
  try {
    if (message.type === 'open') await open(message.name)
    else if (message.type === 'write') file?.write(message.lines)
    else read(message.request)
  } catch (error) {
    if (message.type === 'read') {
      tell({ type: 'unread', request: message.request, why: say(error) })
      return
    }
    const { what, remedy } = TROUBLE[message.type]
    tell({ type: 'failed', why: `${what}: ${say(error)}.`, remedy })
  }
}

/** One message after the other: what is written while the file is being opened waits for it. */
let done = Promise.resolve()

self.addEventListener('message', ({ data }: MessageEvent<ToTake>) => {
  done = done.then(() => receive(data))
})
