import { beatOneOf } from './beatOne.ts'
import { firstStepOf, gapsOf, type Rhythm } from './gridFit.ts'
import { agreement, believed, sixShareOf } from './hearings.ts'
import { fitLine, fitNewest, NEWEST_ONSETS, type Placed } from './lineFit.ts'
import type { Cycle } from './rhythmHabits.ts'
import { STRAIGHT, swingDelay, type Swing } from './swing.ts'
import { clampedTempo, stepSecondsOf, tempoOf } from './tempoPrior.ts'

/** A grid that is given: tapped, from a clock, or the last phrase's. */
export interface GivenGrid {
  /** Of beat 1, or of any bar's. */
  readonly originSeconds: number
  readonly stepSeconds: number
  /** Sixteenths of its beats. */
  readonly cycle: Cycle
}

/** A phrase's own grid of sixteenths, and how its player stands to it. */
export interface GridReading {
  /** When the even grid has beat 1. */
  readonly originSeconds: number
  readonly stepSeconds: number
  /** Quarter notes a minute, 30..300. */
  readonly tempo: number
  /** 0..1: below {@link LEAST_CONFIDENCE} the last tempo stands here instead of a fitted one. */
  readonly confidence: number
  readonly isFitted: boolean
  /** Sixteenths of the beat: 6 in compound bars. */
  readonly cycle: Cycle
  /** 0..1: how far its beats are heard in six sixteenths. */
  readonly sixShare: number
  /** Sixteenth of the beat on which beat 1 is heard; swing counts from there. */
  readonly position: number
  readonly swing: Swing
  /** How late the player is against a given grid; 0 against a fitted one. */
  readonly deviationSeconds: number
  /** Standard deviation of the newest onsets about grid and swing. */
  readonly spreadSeconds: number
  /** Standard error of the length of a sixteenth, as the newest onsets say it. */
  readonly stepErrorSeconds: number
  /** The sixteenth of each kept onset, from beat 1; pick-ups are negative. */
  readonly steps: readonly number[]
}

/** Below it the last tempo stays. */
export const LEAST_CONFIDENCE = 0.5

/** Evenly spread onsets leave this much of a sixteenth about any grid; good ones half of it. */
const NO_GRID = 0.27
const GOOD_GRID = 0.2

const within = (value: number): number => Math.min(1, Math.max(0, value))

/** Slips that do not make a rhythm of eighths one of sixteenths. */
export const SLIP_SHARE = 0.15

/** The sixteenths in which a rhythm moves: 2 where it has eighths only, and is heard at twice its pace. */
function playedStep(gaps: readonly number[]): 1 | 2 {
  const apart = gaps.filter((gap) => gap > 0)
  return apart.filter((gap) => gap % 2 === 1).length <= SLIP_SHARE * apart.length ? 2 : 1
}

/** Where on the grid the onsets so far stand; null before the first. */
export function readGrid(rhythm: Rhythm): GridReading | null {
  const [first] = rhythm.onsets
  if (first === undefined) return null
  const fitted = readFitted(rhythm)
  if (fitted && fitted.confidence >= LEAST_CONFIDENCE) return fitted
  const beatOne = rhythm.firstStep === null ? beatOneOf(rhythm.opening) : 0
  const originSeconds = rhythm.onsets[beatOne] ?? first
  const kept = { originSeconds, stepSeconds: stepSecondsOf(rhythm.prior.tempo), cycle: 4 } as const
  return { ...readGiven(rhythm, kept), deviationSeconds: 0, confidence: fitted?.confidence ?? 0 }
}

function readFitted(rhythm: Rhythm): GridReading | null {
  const best = believed(rhythm.hearings)
  if (!best) return null
  const { cycle } = best
  const steps: number[] = [firstStepOf(rhythm)]
  for (const gap of gapsOf(rhythm)) steps.push((steps.at(-1) ?? 0) + gap)
  const lastStep = steps.at(-1) ?? 0
  const position = (((best.position - lastStep) % cycle) + cycle) % cycle
  const { line, swing } = fitNewest(apartOf(placedOf(rhythm.onsets, steps)), best, (step) =>
    positionOf(step, position, cycle),
  )
  const roughness = line.spreadSeconds / (line.stepSeconds * playedStep(best.gaps))
  const fit = within((NO_GRID - roughness) / (NO_GRID - GOOD_GRID))
  return {
    originSeconds: line.originSeconds,
    stepSeconds: line.stepSeconds,
    tempo: clampedTempo(tempoOf(line.stepSeconds)),
    confidence: agreement(best, rhythm.hearings) * fit,
    isFitted: true,
    ...{ cycle, position, swing },
    sixShare: sixShareOf(rhythm.hearings),
    deviationSeconds: 0,
    spreadSeconds: line.spreadSeconds,
    stepErrorSeconds: line.stepErrorSeconds,
    steps,
  }
}

/**
 * The onsets against a grid that is given; the player's mean deviation and swing are found and taken
 * out first.
 */
export function readGiven(rhythm: Rhythm, grid: GivenGrid): GridReading {
  const { originSeconds, stepSeconds, cycle } = grid
  const heard = believed(rhythm.hearings)
  const swing = heard?.cycle === cycle ? heard.swing : STRAIGHT
  const isSame = heard !== undefined && Math.abs(heard.stepSeconds / stepSeconds - 1) < SAME_TEMPO
  const kept = isSame ? swing : STRAIGHT
  const offsets = rhythm.onsets.map((onset) => (onset - originSeconds) / stepSeconds)
  const deviation = meanDeviation(offsets)
  const steps = offsets.map((offset) => nearestSwung(offset - deviation, kept, cycle))
  const placed = placedOf(rhythm.onsets, steps)
  const delay = (step: number): number => swingDelay(kept, cycle, positionOf(step, 0, cycle))
  const { spreadSeconds, stepErrorSeconds } = fitLine(placed.slice(-NEWEST_ONSETS), delay)
  return {
    originSeconds,
    stepSeconds,
    tempo: clampedTempo(tempoOf(stepSeconds)),
    confidence: 1,
    isFitted: false,
    ...{ cycle, position: 0, swing: kept },
    sixShare: sixShareOf(rhythm.hearings),
    deviationSeconds: deviation * stepSeconds,
    spreadSeconds,
    stepErrorSeconds,
    steps,
  }
}

/** A hearing this near to a given grid's tempo hears that grid. */
const SAME_TEMPO = 0.04

const positionOf = (step: number, start: number, cycle: Cycle): number =>
  (((start + step) % cycle) + cycle) % cycle

const placedOf = (onsets: readonly number[], steps: readonly number[]): readonly Placed[] =>
  onsets.map((onsetSeconds, index) => ({ onsetSeconds, step: steps[index] ?? 0 }))

/** Of a chord the first note alone. */
const apartOf = (placed: readonly Placed[]): readonly Placed[] =>
  placed.filter(({ step }, index) => step !== placed[index - 1]?.step)

/** The sixteenth whose swung place is nearest. */
function nearestSwung(offset: number, swing: Swing, cycle: Cycle): number {
  const nearest = Math.floor(offset + 0.5)
  let best = nearest
  let least = Infinity
  for (let step = nearest - 1; step <= nearest + 1; step++) {
    const far = Math.abs(offset - step - swingDelay(swing, cycle, positionOf(step, 0, cycle)))
    if (far < least) {
      least = far
      best = step
    }
  }
  return best
}

/** A deviation is never taken for more than this share of a sixteenth. */
const MOST_DEVIATION = 0.4

/** The median of how far offsets stand from their nearest sixteenth: what swings does not move it. */
function meanDeviation(offsets: readonly number[]): number {
  const apart = offsets.map((offset) => offset - Math.floor(offset + 0.5)).sort((a, b) => a - b)
  const median = apart[(apart.length - 1) >> 1] ?? 0
  return Math.min(MOST_DEVIATION, Math.max(-MOST_DEVIATION, median))
}
