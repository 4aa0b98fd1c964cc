import type { Input, Output } from '@julusian/midi'
import type { MidiDriver } from './midiServing.ts'

/**
 * RtMidi through \@julusian/midi, which is installed where it can be.
 * @throws Error when it is not installed, or the system has no sequencer
 */
export async function openDriver(): Promise<MidiDriver> {
  const midi = await import('@julusian/midi')
  // Both stay open unconnected: names are asked of them.
  const [listing, listingOut] = [new midi.Input(), new midi.Output()]
  const namesOf = (list: Input | Output): string[] =>
    Array.from({ length: list.getPortCount() }, (_, index) => list.getPortName(index))
  const hearing = (receive: (message: Uint8Array) => void): Input => {
    const input = new midi.Input()
    // System exclusives and clocks are heard; active sensing says nothing.
    input.ignoreTypes(false, false, true)
    input.on('message', (_seconds, message) => receive(Uint8Array.from(message)))
    return input
  }
  const wayOut = (output: Output, close: () => void): ReturnType<MidiDriver['openOutput']> => ({
    send: (message) => output.sendMessage([...message]),
    close,
  })
  return {
    inputs: () => namesOf(listing),
    outputs: () => namesOf(listingOut),
    openInput(index, receive) {
      const input = hearing(receive)
      input.openPort(index)
      return { close: () => input.destroy() }
    },
    openOutput(index) {
      const output = new midi.Output()
      output.openPort(index)
      return wayOut(output, () => output.destroy())
    },
    openVirtual(name, receive) {
      const [input, output] = [hearing(receive), new midi.Output()]
      input.openVirtualPort(name)
      output.openVirtualPort(name)
      return wayOut(output, () => {
        input.destroy()
        output.destroy()
      })
    },
  }
}
