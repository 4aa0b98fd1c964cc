import { keptTakes } from '../edges/keptTakes.ts'
import { isPlayed } from '../edges/takeFolder.ts'
import type { NoticeBoard } from '../ui/notices.ts'

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
