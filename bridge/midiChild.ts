import { openDriver } from './midiDriver.ts'
import { MidiServing, POLL_MILLISECONDS, type FromChild, type ToChild } from './midiServing.ts'

/**
 * The process in which the MIDI driver lives, so that its crash is not the bridge's. It ends with the
 * bridge.
 */

const tell = (word: FromChild): void => void process.send?.(word)

process.on('disconnect', () => process.exit(0))
try {
  const serving = new MidiServing(await openDriver(), tell)
  process.on('message', (word) => serving.hear(word as ToChild))
  setInterval(() => serving.poll(), POLL_MILLISECONDS)
} catch (error) {
  tell({ type: 'absent', why: error instanceof Error ? error.message : String(error) })
}
