import type { Meter } from '../../engine/clock/meter.ts'
import { meterOf } from '../../engine/expression/bars.ts'
import { readGrid, type GridReading } from '../../engine/expression/gridReading.ts'
import { createRhythm, withOnset } from '../../engine/expression/gridFit.ts'
import { decideKey, NO_KEY, shiftInto, type KeyDecision } from '../../engine/expression/key.ts'
import { NO_EVIDENCE, withPitch, type KeyEvidence } from '../../engine/expression/keyEvidence.ts'
import { FIRST_NOTE_ON, type MelodyModel } from '../../engine/continuation/melodyModel.ts'
import { playingOf } from '../../engine/continuation/playing.ts'
import type { KeyLosses } from '../../models/melody/keyLosses.ts'
import { drawManner, humanise, type HumanNote, type Manner, type Tune } from './humanise.ts'

/** What came out of one tune, heard up to some step. */
export interface Heard {
  /** Whether nine onsets in ten are on their sixteenth, at the right, half or double tempo. */
  readonly isGridRight: boolean
  /** The same, at the right tempo alone. */
  readonly isTempoRight: boolean
  readonly confidence: number
  /** Whether bars are counted as they are notated, 2/4 and 2/2 as 4/4; null for meters beyond. */
  readonly isMeterRight: boolean | null
  readonly isKeyRight: boolean
  readonly keyConfidence: number
  /** Nats a sixteenth of its own grid: the primer as the model sees it. */
  readonly seenLoss: number
  /** The same nats over the sixteenths that are notated: at half the tempo each own one weighs double. */
  readonly seenLossNotated: number
  /** Nats a sixteenth of the notated tune in C. */
  readonly notatedLoss: number
}

/** Milliseconds that each note took. */
export interface Costs {
  readonly main: number[]
  readonly worker: number[]
}

export const firstOnset = ({ tokens }: Tune): number => tokens.findIndex((token) => token > 1)

/** Everything that a key is chosen by, after each note of a tune. */
export interface KeyTrail {
  readonly moments: readonly (readonly [KeyEvidence, readonly number[] | null])[]
  /** Whether a key is the tune's. */
  readonly isRight: (key: KeyDecision) => boolean
}

/** Plays the first steps of a tune to the listener, note by note, as it will hear it on stage. */
export function listenTo(
  tune: Tune,
  seed: number,
  steps: number,
  keys: KeyLosses,
  model: MelodyModel,
  costs: Costs,
): Heard & KeyTrail {
  const manner: Manner = drawManner(seed, tune)
  const first = firstOnset(tune)
  const notes = humanise(tune, manner, first, first + steps)
  let rhythm = createRhythm({ tempo: 120, trust: 0 })
  let evidence: KeyEvidence = NO_EVIDENCE
  let key: KeyDecision = NO_KEY
  let grid: GridReading | null = null
  let told: number[] = []
  const moments: (readonly [KeyEvidence, readonly number[] | null])[] = []
  for (const [index, note] of notes.entries()) {
    const began = performance.now()
    rhythm = withOnset(rhythm, note.onsetSeconds, note.velocity)
    grid = readGrid(rhythm)
    evidence = withPitch(evidence, note.pitch)
    costs.main.push(performance.now() - began)
    if (!grid) continue
    const playing = heardSo(notes.slice(0, index + 1), grid)
    const keep = commonLength(told, playing)
    const counters = playing.slice(keep).map((_, offset) => keep + offset)
    const asked = performance.now()
    const reply = keys.answer({
      ...{ ask: index, stream: seed, keep, playing: playing.slice(keep), counters },
      middle: notes[0]?.pitch ?? note.pitch,
    })
    costs.worker.push(performance.now() - asked)
    told = playing
    const losses = reply.outcome === 'losses' ? reply.losses : null
    key = decideKey(key, 'auto', evidence, losses)
    moments.push([evidence, losses])
  }
  const marks = grid ? gridMarks(notes, grid.steps, first) : { octave: 0, exact: 0 }
  const shift = shiftInto(key.shift, evidence.lowest, evidence.highest, model.facts)
  const seen = grid ? heardSo(notes, grid).map((one) => tokenOf(one, shift, model)) : []
  const isRight = ({ shift: up }: KeyDecision): boolean =>
    (((up + manner.transposition) % 12) + 12) % 12 === 0
  const notated = tune.tokens.slice(first, (notes.at(-1)?.step ?? first) + 1)
  const seenLoss = meanLoss(model, seen)
  return {
    isGridRight: marks.octave >= 0.9,
    isTempoRight: marks.exact >= 0.9,
    confidence: grid?.confidence ?? 0,
    isMeterRight: grid && isMeterRight(tune, notes, grid),
    isKeyRight: isRight(key),
    moments,
    isRight,
    keyConfidence: key.confidence,
    seenLoss,
    seenLossNotated: (seenLoss * Math.max(1, seen.length - 1)) / Math.max(1, notated.length - 1),
    notatedLoss: meanLoss(model, notated),
  }
}

const METERS: Readonly<Partial<Record<string, Meter>>> = {
  '2/2': '4/4',
  '2/4': '4/4',
  '4/4': '4/4',
  '3/4': '3/4',
  '6/8': '6/8',
}

function isMeterRight(tune: Tune, notes: readonly HumanNote[], grid: GridReading): boolean | null {
  const notated = METERS[tune.meter]
  if (notated === undefined) return null
  const velocities = notes.map(({ velocity }) => velocity)
  const heard = grid.isFitted ? meterOf(grid.steps, velocities, grid.sixShare, '4/4') : '4/4'
  return heard === notated
}

function heardSo(notes: readonly HumanNote[], grid: GridReading): number[] {
  const played = notes.map((note, index) => ({
    step: grid.steps[index] ?? 0,
    pitch: note.pitch,
    heldSteps: (note.offSeconds - note.onsetSeconds) / grid.stepSeconds,
  }))
  return playingOf(played, (played.at(-1)?.step ?? 0) + 1)
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length++
  return length
}

function tokenOf(playing: number, shift: number, { facts }: MelodyModel): number {
  if (playing < FIRST_NOTE_ON) return playing
  let pitch = playing - FIRST_NOTE_ON + shift
  while (pitch < facts.minPitch) pitch += 12
  while (pitch > facts.maxPitch) pitch -= 12
  return FIRST_NOTE_ON + pitch - facts.minPitch
}

/** Nats a sixteenth, the first not counted. */
const meanLoss = (model: MelodyModel, tokens: readonly number[]): number =>
  natsOf(model, tokens) / Math.max(1, tokens.length - 1)

/**
 * Nats of all tokens together.
 * @param from the first that counts, 1 or more
 * @param counters where each stands in its bars; null: one after the other
 */
export function natsOf(
  model: MelodyModel,
  tokens: readonly number[],
  from = 1,
  counters: readonly number[] | null = null,
): number {
  model.reset()
  let loss = 0
  for (const [index, token] of tokens.entries()) {
    if (index >= from) {
      const logits = model.query()
      const top = Math.max(...logits)
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - top), 0)
      loss += top + Math.log(sum) - (logits[token] ?? -Infinity)
    }
    model.feed(token, counters ? (counters[index] ?? 0) : index)
  }
  return loss
}

/** Share of onsets on their sixteenth, up to one shift of all: at any octave of the tempo, and at its own. */
export function gridMarks(
  notes: readonly HumanNote[],
  steps: readonly number[],
  first: number,
): { readonly octave: number; readonly exact: number } {
  const [half = 0, exact = 0, double = 0] = [0.5, 1, 2].map((factor) => {
    const counts = new Map<number, number>()
    for (const [index, note] of notes.entries()) {
      const wanted = Math.floor((note.step - first) * factor + 0.5)
      const apart = (steps[index] ?? NaN) - wanted
      counts.set(apart, (counts.get(apart) ?? 0) + 1)
    }
    return Math.max(...counts.values()) / notes.length
  })
  return { octave: Math.max(half, exact, double), exact }
}
