import type { Event } from '../core/events.ts'
import type { Seconds } from '../core/units.ts'
import type { KeyAsk } from '../continuation/keyAsk.ts'
import { playingOf, type PlayedNote } from '../continuation/playing.ts'
import type { Feel } from '../expression/feel.ts'
import { createRhythm, KEPT_ONSETS, withOnset, type Rhythm } from '../expression/gridFit.ts'
import { readGrid, type GridReading } from '../expression/gridReading.ts'
import {
  decideKey,
  isSure,
  NO_KEY,
  shiftInto,
  type KeyChoice,
  type KeyDecision,
} from '../expression/key.ts'
import {
  addedLosses,
  NO_EVIDENCE,
  remembered,
  rememberedLosses,
  withPitch,
  type KeyEvidence,
} from '../expression/keyEvidence.ts'
import {
  CHORD_SECONDS,
  phraseEndSeconds,
  restSeconds,
  timedOnset,
  type PhraseTiming,
} from '../expression/phrase.ts'
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

/** How the last phrase was heard when it was over: for who reads the page or the log. */
export interface PhraseHeard {
  /** Its own time; the tempo that stood, since its own was not clear; or one that was given. */
  readonly time: 'heard' | 'kept' | 'given'
  readonly tempo: number
  /** Notes that were kept of it. */
  readonly notes: number
  /** Whether these are all. */
  readonly isWhole: boolean
  /** Onsets apart from each other, a chord being one; of the newest. */
  readonly onsets: number
}

/** What is heard in the performer's playing: its time, its phrases and its key. */
export interface Ear {
  /** As far as it has been read, which is done between the notes. */
  readonly rhythm: Rhythm
  /** How many of the newest notes the rhythm has not taken in yet. */
  readonly unread: number
  /** Of all notes; null until they have been read. */
  readonly reading: GridReading | null
  readonly timing: PhraseTiming | null
  /** Whether its phrase has come to an end: it is not heard to end twice. */
  readonly isOver: boolean
  /** How the player of the last phrase stood to its grid; null for straight playing. */
  readonly feel: Feel | null
  readonly lastPhrase: PhraseHeard | null
  /** Of this phrase, the newest; at most {@link KEPT_ONSETS}. */
  readonly notes: readonly EarNote[]
  /** Whether these are all of the phrase's. */
  readonly isWhole: boolean
  /** Of this phrase. */
  readonly evidence: KeyEvidence
  /** The same without the newest chord, of which only the highest note is to count. */
  readonly evidenceBefore: KeyEvidence
  readonly choice: KeyChoice
  readonly key: KeyDecision
  /** The key that is played in: the last of which the ear was sure. */
  readonly usedKey: KeyDecision
  /** The network's, of the newest reply about this phrase. */
  readonly losses: readonly number[] | null
  /** What is remembered of the network's, of the phrases before. */
  readonly pastLosses: readonly number[] | null
  readonly told: Told
  /** Whether the network has still to be told of the newest notes. */
  readonly isUntold: boolean
}

/** How far the next phrase is expected to keep the tempo of the last. */
const TEMPO_TRUST = 0.6
/** And the first one a tempo that nobody has set or played. */
const UNCHOSEN_TRUST = 0.2

export const createEar = (tempo: number): Ear => ({
  rhythm: createRhythm({ tempo, trust: UNCHOSEN_TRUST }),
  unread: 0,
  reading: null,
  timing: null,
  isOver: false,
  feel: null,
  lastPhrase: null,
  notes: [],
  isWhole: true,
  evidence: NO_EVIDENCE,
  evidenceBefore: NO_EVIDENCE,
  choice: 'auto',
  key: NO_KEY,
  usedKey: NO_KEY,
  losses: null,
  pastLosses: null,
  told: NOTHING_TOLD,
  isUntold: false,
})

const untold = (told: Told): Told => ({ ...told, playing: [], counters: [] })

/**
 * Whoever plays on within three beats was only pausing: the beat goes on, as people feel it to. Later
 * than that, the next phrase has a beat of its own.
 */
const PAUSE_STEPS = 12

/** The rhythm that a phrase beginning now goes on in. */
function rhythmOn(ear: Ear, tempo: number, at: Seconds): Rhythm {
  const { rhythm, unread, timing, reading, lastPhrase } = ear
  const isChosen = tempo !== rhythm.prior.tempo || (lastPhrase && lastPhrase.time !== 'kept')
  const prior = { tempo, trust: isChosen ? TEMPO_TRUST : rhythm.prior.trust }
  if (!reading?.isFitted || !timing || unread > 0) return createRhythm(prior)
  const pause = at - timing.lastOnsetSeconds
  return pause < PAUSE_STEPS * reading.stepSeconds ? { ...rhythm, prior } : createRhythm(prior)
}

/** A new phrase is heard with the key of the last, most of what spoke for it, and from its tempo. */
const afresh = (ear: Ear, tempo: number, at: Seconds): Ear => ({
  ...createEar(tempo),
  rhythm: rhythmOn(ear, tempo, at),
  feel: ear.feel,
  lastPhrase: ear.lastPhrase,
  choice: ear.choice,
  key: ear.key,
  usedKey: ear.usedKey,
  evidence: remembered(ear.evidence),
  pastLosses: rememberedLosses(ear.pastLosses, ear.losses),
  told: untold(ear.told),
})

function decided(ear: Ear): Ear {
  const losses = addedLosses(ear.pastLosses, ear.losses)
  const key = decideKey(ear.key, ear.choice, ear.evidence, losses)
  // A guess is better than none, and no more than a guess.
  return { ...ear, key, usedKey: isSure(key) || !isSure(ear.usedKey) ? key : ear.usedKey }
}

function withNote(ear: Ear, { key, velocity }: NonNullable<HandsFacts['begun']>, at: Seconds): Ear {
  const { pitch, id } = key
  const last = ear.timing?.lastOnsetSeconds
  const isChord = last !== undefined && at - last < CHORD_SECONDS
  const isInner = isChord && pitch <= (ear.evidence.lastPitch ?? -1)
  const evidenceBefore = isChord ? ear.evidenceBefore : ear.evidence
  const note = { id, pitch, velocity, onsetSeconds: at, offSeconds: null }
  const isFull = ear.notes.length >= KEPT_ONSETS
  const notes = isFull ? ear.notes.slice(1) : ear.notes.slice()
  notes.push(note)
  return decided({
    ...ear,
    // Where a note was never read before it is forgotten, the rhythm is read anew from what is kept.
    rhythm: ear.unread === KEPT_ONSETS ? createRhythm(ear.rhythm.prior) : ear.rhythm,
    unread: Math.min(KEPT_ONSETS, ear.unread + 1),
    reading: null,
    timing: timedOnset(ear.timing, at),
    isOver: false,
    notes,
    isWhole: ear.isWhole && !isFull,
    evidence: isInner ? ear.evidence : withPitch(evidenceBefore, pitch),
    evidenceBefore,
    isUntold: true,
  })
}

/** With up to so many notes more read. */
function read(ear: Ear, most: number): Ear {
  if (ear.reading || ear.notes.length === 0) return ear
  const from = ear.notes.length - ear.unread
  let { rhythm } = ear
  for (const { onsetSeconds, velocity } of ear.notes.slice(from, from + most)) {
    rhythm = withOnset(rhythm, onsetSeconds, velocity)
  }
  const unread = Math.max(0, ear.unread - most)
  return { ...ear, rhythm, unread, reading: unread === 0 ? readGrid(rhythm) : null }
}

/** With all its notes read. */
export const readWhole = (ear: Ear): Ear => read(ear, Infinity)

function released(ear: Ear, id: number, at: Seconds): Ear {
  const index = ear.notes.findLastIndex((note) => note.id === id)
  const note = ear.notes[index]
  if (note?.offSeconds !== null) return ear
  const notes = ear.notes.slice()
  notes[index] = { ...note, offSeconds: at }
  return { ...ear, notes }
}

/** What the ear must know of the other rooms. */
export interface EarSetting {
  readonly atSeconds: Seconds
  readonly hands: HandsFacts
  /** Whether a note that begins now begins a phrase. */
  readonly isPhraseNext: boolean
  /** The clock's. */
  readonly tempo: number
}

function onHands(ear: Ear, { hands, atSeconds, isPhraseNext, tempo }: EarSetting): Ear {
  let letGo = ear
  for (const { id } of hands.ended) letGo = released(letGo, id, atSeconds)
  const { begun } = hands
  if (!begun) return letGo
  return withNote(isPhraseNext ? afresh(letGo, tempo, atSeconds) : letGo, begun, atSeconds)
}

/** The ear after the performer has said how the key is to be found. */
export const choosing = (ear: Ear, choice: KeyChoice): Ear =>
  choice === ear.choice ? ear : decided({ ...ear, choice, losses: null, isUntold: true })

/** The ear after an event. */
export function listen(ear: Ear, event: Event, setting: EarSetting): Ear {
  switch (event.type) {
    case 'keyReply': {
      const isOfThis = event.ask >= ear.told.firstAsk && event.ask < ear.told.nextAsk
      if (!isOfThis || ear.notes.length === 0 || ear.choice !== 'auto') return ear
      return decided({ ...ear, losses: event.losses })
    }
    case 'keyLost':
      return event.ask >= ear.told.firstAsk && event.ask < ear.told.nextAsk
        ? { ...ear, told: untold(ear.told), isUntold: true }
        : ear
    case 'model':
      return { ...ear, losses: null, pastLosses: null, told: untold(ear.told), isUntold: true }
    case 'panic':
    case 'countIn':
      return { ...onHands(ear, setting), isOver: true }
    default:
      return onHands(ear, setting)
  }
}

/** Whether there is something to read, or to ask the network. */
export const hasToPonder = (
  { unread, reading, isUntold, choice }: Ear,
  isModelReady: boolean,
): boolean => unread > 0 || (reading !== null && isUntold && isModelReady && choice === 'auto')

/**
 * The ear while the hands rest, or between their notes: it reads one more of what was played, and when
 * that is done and they rest, asks the network about the key. Many notes at once cost the same as one
 * by one.
 * @param isFollowed whether the partner goes by the time of the phrase that is being played
 */
export function ponder(
  ear: Ear,
  atSeconds: number,
  isModelReady: boolean,
  isFollowed: boolean,
): readonly [Ear, KeyAsk | null] {
  const { reading, timing } = ear
  if (!timing || !hasToPonder(ear, isModelReady)) return [ear, null]
  const isResting = atSeconds >= restSeconds(timing)
  if (!reading) return [isFollowed || isResting ? read(ear, 1) : ear, null]
  if (!isResting) return [ear, null]
  const notes = playedOf(ear, reading)
  const lastStep = notes.at(-1)?.step ?? 0
  const { lowest, highest } = ear.evidence
  const line = playingOf(notes, lastStep + 1)
  const [told, ask] = keyAskOf(ear.told, line, lastStep + 1 - line.length, (lowest + highest) / 2)
  return [{ ...ear, told, isUntold: false }, ask]
}

/** When the phrase is over at a tempo, if no note comes; null before its first. */
export const endSecondsOf = ({ timing }: Ear, tempo: number): number | null =>
  timing && phraseEndSeconds(timing, 60 / tempo)

/** Quarters a minute of the phrase's own grid; null while it is not read, or not trusted. */
export const ownTempoOf = ({ reading }: Ear): number | null =>
  reading?.isFitted ? reading.tempo : null

/**
 * The phrase's notes on a grid; keys that are down are held for ever.
 */
export function playedOf(
  { notes }: Ear,
  { steps, stepSeconds }: GridReading,
): readonly (PlayedNote & EarNote)[] {
  const before = steps.length - notes.length
  // Spelt out: a phrase has up to 160, and spreads cost most of the time that they may take.
  return notes.map(({ id, pitch, velocity, onsetSeconds, offSeconds }, index) => ({
    id,
    pitch,
    velocity,
    onsetSeconds,
    offSeconds,
    step: steps[before + index] ?? 0,
    heldSteps: ((offSeconds ?? Infinity) - onsetSeconds) / stepSeconds,
  }))
}

/**
 * Semitones that bring the phrase to the key and the octave that the network knows; null where the
 * key is not to be moved.
 */
export function shiftOf(
  { usedKey, evidence }: Ear,
  range: { readonly minPitch: number; readonly maxPitch: number },
): number | null {
  if (usedKey.status !== 'heard' && usedKey.status !== 'set') return null
  if (evidence.lastPitch === null) return null
  return shiftInto(usedKey.shift, evidence.lowest, evidence.highest, range)
}
