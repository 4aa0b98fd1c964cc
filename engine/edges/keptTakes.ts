import { BROKEN_OFF_LINE } from '../performance/log.ts'
import { saveFile } from './saveFile.ts'
import { takesFolder } from './takeFolder.ts'

const NEWLINE = 10
const CHUNK_BYTES = 65536

/** A take of an earlier page. */
export interface KeptTake {
  readonly name: string
  readonly file: File
}

async function wholeLines(file: Blob): Promise<Blob> {
  for (let end = file.size; end > 0; end -= CHUNK_BYTES) {
    const start = Math.max(0, end - CHUNK_BYTES)
    const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer())
    const last = bytes.lastIndexOf(NEWLINE)
    if (last >= 0) return file.slice(0, start + last + 1)
  }
  return file.slice(0, 0)
}

/** A take without an end, made a whole log that says so; half a line at its end is left out. */
export const closeTake = async (file: Blob): Promise<Blob> =>
  new Blob([await wholeLines(file), BROKEN_OFF_LINE])

/**
 * The takes that earlier pages have left on this machine, newest first.
 * @param current name of the one that is being written
 */
export async function keptTakes(current: string): Promise<KeptTake[]> {
  const folder = await takesFolder()
  const takes: KeptTake[] = []
  for await (const name of folder.keys()) {
    if (name === current) continue
    const file = await (await folder.getFileHandle(name)).getFile()
    if (file.size > 0) takes.push({ name, file })
  }
  return takes.sort((a, b) => (a.name < b.name ? 1 : -1))
}

/** @throws Error when it cannot be read any more */
export async function saveKeptTake({ name, file }: KeptTake): Promise<void> {
  saveFile(`anthesis-${name}`, 'application/jsonl', await closeTake(file))
}
