import { closeTake, keptTakes } from '../edges/keptTakes.ts'
import { saveFile } from '../edges/saveFile.ts'
import type { Take } from '../edges/take.ts'
import { isPlayed } from '../edges/takeFolder.ts'
import { endLine } from '../performance/log.ts'
import type { Performance } from '../performance/state.ts'
import type { NoticeBoard } from '../ui/notices.ts'

/** Hands the whole performance so far to the browser's downloads; what goes wrong is said. */
export function saveTake(board: NoticeBoard, take: Take, name: string, state: Performance): void {
  // Of this very moment: what happens while the take is read is not in it.
  const end = endLine(state)
  take
    .read()
    .then(async (content) => {
      const log = take.isBrokenOff ? await closeTake(new Blob([content])) : new Blob([content, end])
      saveFile(`anthesis-${name}`, 'application/jsonl', log)
    })
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'no reason given'
      board.say('trouble', `The take was not saved: ${why}`)
    })
}

/** A page that was left so long ago is no reload. */
const RELOAD_MILLISECONDS = 600_000

/** After a crash or a reload in mid-show: says where what was played is. */
export async function tellKeptTake(board: NoticeBoard, current: string): Promise<void> {
  // Where nothing is kept, the take's own light says so.
  const [last] = await keptTakes(current).catch(() => [])
  if (!last || Date.now() - last.file.lastModified > RELOAD_MILLISECONDS) return
  if (!(await isPlayed(last.file))) return
  board.say('news', 'What you played before is kept: F4, Earlier takes saves it.')
}
