import { openChild, type Child } from './childProcess.ts'
import { MIDI_CHILD } from './midi.ts'
import type { FromChild, ToChild } from './midiServing.ts'
import { BadInput } from './options.mjs'

/**
 * A line for each MIDI device that `--midi` can open: its name, and which ways it goes.
 * @param script that the driver runs in
 * @throws BadInput when there is no driver, or it fails
 */
export function listMidi(script = MIDI_CHILD): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.close()
      reject(new BadInput(`The MIDI devices cannot be listed (${why}).`))
    }
    const child: Child<ToChild> = openChild<ToChild, FromChild>(script, {
      began: () => void child.tell({ type: 'list' }),
      heard(word) {
        if (word.type === 'absent' || word.type === 'trouble') fail(word.why)
        if (word.type !== 'listed') return
        child.close()
        resolve(linesOf(word.inputs, word.outputs))
      },
      died: fail,
      failed: fail,
    })
  })
}

function linesOf(inputs: readonly string[], outputs: readonly string[]): string[] {
  const devices = [...new Set([...inputs, ...outputs])]
  if (devices.length === 0) return ['There is no MIDI device.']
  return devices.map((device) => {
    const ways = [inputs.includes(device) ? ['in'] : [], outputs.includes(device) ? ['out'] : []]
    return `${device} (${ways.flat().join(' and ')})`
  })
}
