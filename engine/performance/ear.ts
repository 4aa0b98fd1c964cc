import type { Event, KeyChoice } from '../core/events.ts'
import type { Seconds } from '../core/units.ts'
import type { KeyAsk } from '../continuation/keyAsk.ts'
import { playingOf, type PlayedNote } from '../continuation/playing.ts'
import { createRhythm, KEPT_ONSETS, withOnset, type Rhythm } from '../expression/gridFit.ts'
import { readGrid, type GridReading } from '../expression/gridReading.ts'
import { decideKey, NO_KEY, shiftInto, type KeyDecision } from '../expression/key.ts'
import { NO_EVIDENCE, withPitch, type KeyEvidence } from '../expression/keyEvidence.ts'
import { phraseEndSeconds, timedOnset, type PhraseTiming } from '../expression/phrase.ts'
import type { HandsFacts } from '../input/hands.ts'
import { keyAskOf, NOTHING_TOLD, type Told } from './keyQuestion.ts'

/** A note of the phrase as the hands played it. */
export interface EarNote {
  readonly id: number
  /** MIDI number. */
  readonly pitch: number
  readonly velocity: number
  readonly onsetSeconds: number
  /** Null while the key is down. */
  readonly offSeconds: number | null
}

/** What is heard in the performer's playing: its time, its phrases and its key. */
export interface Ear {
  readonly rhythm: Rhythm
  readonly timing: PhraseTiming | null
  /** Of this phrase, the newest; as many as the rhythm has onsets. */
  readonly notes: readonly EarNote[]
  /** Of this phrase. */
  readonly evidence: KeyEvidence
  /** The same without the newest chord, of which only the highest note is to count. */
  readonly evidenceBefore: KeyEvidence
  readonly choice: KeyChoice
  readonly key: KeyDecision
  /** The network's, of the newest reply about this phrase. */
  readonly losses: readonly number[] | null
  readonly told: Told
  /** Quarters a minute, while the phrase's own grid is trusted. */
  readonly tempo: number | null
}

/** How far the next phrase is expected to keep the tempo of the last. */
const TEMPO_TRUST = 0.6
/** Onsets closer than this are one chord. */
const CHORD_SECONDS = 0.03

export const createEar = (tempo: number): Ear => ({
  rhythm: createRhythm({ tempo, trust: TEMPO_TRUST }),
  timing: null,
  notes: [],
  evidence: NO_EVIDENCE,
  evidenceBefore: NO_EVIDENCE,
  choice: 'auto',
  key: NO_KEY,
  losses: null,
  told: NOTHING_TOLD,
  tempo: null,
})

/** A new phrase is heard with the key of the last, and from its tempo. */
const afresh = (ear: Ear, tempo: number): Ear => ({
  ...createEar(tempo),
  choice: ear.choice,
  key: ear.key,
  told: { ...ear.told, playing: [], counters: [] },
})

const decided = (ear: Ear): Ear => ({
  ...ear,
  key: decideKey(ear.key, ear.choice, ear.evidence, ear.losses),
})

function withNote(ear: Ear, { key, velocity }: NonNullable<HandsFacts['begun']>, at: Seconds): Ear {
  const { pitch, id } = key
  const last = ear.timing?.lastOnsetSeconds
  const isChord = last !== undefined && at - last < CHORD_SECONDS
  const isInner = isChord && pitch <= (ear.evidence.lastPitch ?? -1)
  const evidenceBefore = isChord ? ear.evidenceBefore : ear.evidence
  const rhythm = withOnset(ear.rhythm, at, velocity)
  const reading = readGrid(rhythm)
  const note = { id, pitch, velocity, onsetSeconds: at, offSeconds: null }
  return decided({
    ...ear,
    rhythm,
    timing: timedOnset(ear.timing, at),
    notes: [...ear.notes, note].slice(-KEPT_ONSETS),
    evidence: isInner ? ear.evidence : withPitch(evidenceBefore, pitch),
    evidenceBefore,
    tempo: reading?.isFitted ? reading.tempo : null,
  })
}

const released = (ear: Ear, ids: readonly number[], at: Seconds): Ear =>
  ear.notes.some((note) => ids.includes(note.id) && note.offSeconds === null)
    ? {
        ...ear,
        notes: ear.notes.map((note) =>
          ids.includes(note.id) && note.offSeconds === null ? { ...note, offSeconds: at } : note,
        ),
      }
    : ear

/** What the ear must know of the other rooms. */
export interface EarSetting {
  readonly atSeconds: Seconds
  /** The clock's. */
  readonly tempo: number
  readonly hands: HandsFacts
  /** Whether a note that begins now begins a phrase. */
  readonly isNewPhrase: boolean
  readonly isModelReady: boolean
}

export type Heard = readonly [Ear, KeyAsk | null]

const silent = (ear: Ear): Heard => [ear, null]

/** What the network is to be asked about the key, told from the phrase's newest reading. */
function asking(ear: Ear, isModelReady: boolean): Heard {
  if (!isModelReady || ear.choice !== 'auto' || ear.notes.length === 0) return silent(ear)
  const reading = readGrid(ear.rhythm)
  if (!reading) return silent(ear)
  const notes = playedOf(ear, reading)
  const lastStep = notes.at(-1)?.step ?? 0
  const { lowest, highest } = ear.evidence
  const line = playingOf(notes, lastStep + 1)
  const [told, ask] = keyAskOf(ear.told, line, lastStep + 1 - line.length, (lowest + highest) / 2)
  return [{ ...ear, told }, ask]
}

function onHands(ear: Ear, setting: EarSetting): Heard {
  const { hands, atSeconds, tempo, isNewPhrase, isModelReady } = setting
  const ids = hands.ended.map(({ id }) => id)
  const letGo = ids.length > 0 ? released(ear, ids, atSeconds) : ear
  if (!hands.begun) return silent(letGo)
  const phrase = isNewPhrase ? afresh(letGo, tempo) : letGo
  return asking(withNote(phrase, hands.begun, atSeconds), isModelReady)
}

/** The ear after an event, and what it asks. */
export function listen(ear: Ear, event: Event, setting: EarSetting): Heard {
  switch (event.type) {
    case 'key':
      return asking(
        decided({ ...ear, choice: event.key, losses: event.key === 'auto' ? ear.losses : null }),
        setting.isModelReady,
      )
    case 'keyReply': {
      const isOfThis = event.ask >= ear.told.firstAsk && event.ask < ear.told.nextAsk
      if (!isOfThis || ear.notes.length === 0 || ear.choice !== 'auto') return silent(ear)
      return silent(decided({ ...ear, losses: event.losses }))
    }
    case 'keyLost':
      return event.ask >= ear.told.firstAsk && event.ask < ear.told.nextAsk
        ? asking({ ...ear, told: { ...ear.told, playing: [], counters: [] } }, setting.isModelReady)
        : silent(ear)
    case 'model':
      return event.status === 'ready'
        ? asking(
            { ...ear, losses: null, told: { ...ear.told, playing: [], counters: [] } },
            setting.isModelReady,
          )
        : silent({ ...ear, losses: null })
    default:
      return onHands(ear, setting)
  }
}

/** When the phrase is over at a tempo, if no note comes; null before its first. */
export const endSecondsOf = ({ timing }: Ear, tempo: number): number | null =>
  timing && phraseEndSeconds(timing, 60 / tempo)

/**
 * The phrase's notes on a grid; keys that are down are held for ever.
 */
export function playedOf(
  { notes }: Ear,
  { steps, stepSeconds }: GridReading,
): readonly (PlayedNote & EarNote)[] {
  return notes.map((note, index) => ({
    ...note,
    step: steps[index] ?? 0,
    heldSteps: ((note.offSeconds ?? Infinity) - note.onsetSeconds) / stepSeconds,
  }))
}

/**
 * Semitones that bring the phrase to the key and the octave that the network knows; null where the
 * key is not to be moved.
 */
export function shiftOf(
  { key, evidence }: Ear,
  range: { readonly minPitch: number; readonly maxPitch: number },
): number | null {
  if (key.status !== 'heard' && key.status !== 'set') return null
  if (evidence.lastPitch === null) return null
  return shiftInto(key.shift, evidence.lowest, evidence.highest, range)
}
