import { Midi } from '@tonejs/midi'
import type { GridNote } from '../continuation/tuneTokens.ts'
import { damageOf } from '../input/midiFile/damage.ts'
import { complaintAboutFrame } from '../input/midiFile/frame.ts'

/** What a dropped file cannot be learnt from, in one line. */
export class DropRefusal extends Error {
  override readonly name = 'DropRefusal'
}

/** Channel 10, from 0. */
const DRUMS = 9
const STEPS_PER_QUARTER = 4
const LONGEST_SECONDS = 3600
const LARGEST_BYTES = 16 * 1024 * 1024
/** The letters that every Standard MIDI File begins with. */
const HEAD = [0x4d, 0x54, 0x68, 0x64]
const FEWEST_NOTES = 8

function parsed(bytes: Uint8Array, name: string): Midi {
  if (bytes.length > LARGEST_BYTES) throw new DropRefusal(`${name} is too large for a MIDI file.`)
  if (!HEAD.every((letter, index) => bytes[index] === letter)) {
    throw new DropRefusal(`${name} is no MIDI file; drop Standard MIDI Files (.mid).`)
  }
  const complaint = complaintAboutFrame(bytes)
  if (complaint !== null) throw new DropRefusal(`${name} ${complaint}.`)
  try {
    return new Midi(bytes)
  } catch {
    // What the parser says is about its own code, or nothing that can be acted on.
    throw new DropRefusal(`${name} ${damageOf(bytes)}.`)
  }
}

/**
 * The melody of a Standard MIDI File: the notes of its highest track.
 * @throws DropRefusal for what is no MIDI file, is damaged, has no melody, has drums alone, or lasts
 *   longer than an hour
 */
export function readMelody(bytes: Uint8Array, name: string): GridNote[] {
  const midi = parsed(bytes, name)
  const hours = midi.duration / 3600
  if (midi.duration > LONGEST_SECONDS) {
    throw new DropRefusal(`${name} lasts ${hours.toFixed(1)} hours; cut it to one hour or less.`)
  }
  const voices = midi.tracks.filter(({ channel, notes }) => channel !== DRUMS && notes.length > 0)
  const hasDrums = midi.tracks.some(({ channel, notes }) => channel === DRUMS && notes.length > 0)
  const meanPitch = (voice: (typeof voices)[number]): number =>
    voice.notes.reduce((sum, { midi: pitch }) => sum + pitch, 0) / voice.notes.length
  const [melody] = voices
    .filter(({ notes }) => notes.length >= FEWEST_NOTES)
    .sort((a, b) => meanPitch(b) - meanPitch(a))
  if (!melody) {
    throw new DropRefusal(
      voices.length === 0 && hasDrums
        ? `${name} has drums alone; choose a file with a melody.`
        : `${name} has no melody (fewer than ${FEWEST_NOTES} notes); choose another file.`,
    )
  }
  const stepOf = (ticks: number): number =>
    Math.round((ticks / midi.header.ppq) * STEPS_PER_QUARTER)
  return melody.notes.map(({ midi: pitch, ticks, durationTicks }) => {
    const onsetStep = stepOf(ticks)
    return { pitch, onsetStep, endStep: Math.max(onsetStep + 1, stepOf(ticks + durationTicks)) }
  })
}
