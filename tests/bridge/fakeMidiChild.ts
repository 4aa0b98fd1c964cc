import { MidiServing, type FromChild, type ToChild } from '../../bridge/midiServing.ts'

/**
 * A double of the MIDI child: the real conversation with a driver that is made up. Devices come and
 * go, and the process dies, by system exclusives that it is sent. No driver is exercised.
 */

let names = ['Keys', 'Keys', 'Midi Through Port-0']
const receivers = new Map<number, (message: Uint8Array) => void>()
const serving = new MidiServing(
  {
    inputs: () => names,
    outputs: () => names,
    openInput(index, receive) {
      receivers.set(index, receive)
      return { close: () => void receivers.delete(index) }
    },
    openOutput: (index) => ({
      send: (message) => obey(index, message),
      close: () => undefined,
    }),
    openVirtual: () => {
      throw new Error('no virtual ports here')
    },
  },
  (word: FromChild) => void process.send?.(word),
)

/** Echoes, but for what asks for more. */
function obey(index: number, message: Uint8Array): void {
  const [status, order] = message
  if (status === 0xf0 && order === 1) process.exit(7)
  if (status === 0xf0 && order === 2) {
    names = names.slice(0, 1)
    serving.poll()
  } else receivers.get(index)?.(message)
}

process.on('disconnect', () => process.exit(0))
process.on('message', (word) => serving.hear(word as ToChild))
