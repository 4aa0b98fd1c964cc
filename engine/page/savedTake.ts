import { closeTake } from '../edges/keptTakes.ts'
import { saveFile } from '../edges/saveFile.ts'
import type { Take } from '../edges/take.ts'
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
