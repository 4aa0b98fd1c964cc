import { openDriver } from './driver.ts'
import { LinkServing, POLL_MILLISECONDS, type FromLinkChild, type ToLinkChild } from './serving.ts'

/** The process in which Ableton Link lives, so that its crash is not the bridge's. It ends with the bridge. */

const tell = (word: FromLinkChild): void => void process.send?.(word)
const unixSeconds = (): number => (performance.timeOrigin + performance.now()) / 1000

// Link's threads are not joined, and make a plain exit an abort.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
try {
  const serving = new LinkServing(openDriver(), tell)
  process.on('message', (word) => serving.hear(word as ToLinkChild))
  setInterval(() => serving.poll(unixSeconds()), POLL_MILLISECONDS)
} catch (error) {
  tell({ type: 'absent', why: error instanceof Error ? error.message : String(error) })
}
