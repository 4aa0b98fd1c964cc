import { exp } from '../core/maths.ts'
import { KEYS, type KeyEvidence } from './keyEvidence.ts'

/** What the partner takes the key to be. */
export interface KeyDecision {
  /** Semitones that bring the playing to C major or A minor, modulo the octave: 0..11. */
  readonly shift: number
  /** Pitch class of the major tonic, 0..11; the minor one lies three semitones lower. */
  readonly tonic: number
  /** 0..1; 1 when set by hand. */
  readonly confidence: number
  readonly status: 'heard' | 'waiting' | 'set' | 'off' | 'atonal'
}

/** The names of major keys by tonic. */
export const KEY_NAMES = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'] as const

/** How the key is found: by listening, not at all, or set by hand to a pitch class, 0..11 from C. */
export type KeyChoice = 'auto' | 'off' | number

/** The choices, as a parameter's values name them from 0 on. */
export const KEY_CHOICES = ['By ear', 'Off', ...KEY_NAMES]

/** The value that stands for a choice. */
export const valueOfKeyChoice = (choice: KeyChoice): number =>
  choice === 'auto' ? 0 : choice === 'off' ? 1 : choice + 2

/** @param value a whole number of {@link KEY_CHOICES} */
export const keyChoiceOf = (value: number): KeyChoice =>
  value < 1 ? 'auto' : value < 2 ? 'off' : value - 2

/** What counts for how much in the choice of a key. */
export interface KeyWeights {
  /** Of a nat of the model's loss, against a nat of the melody habits, before a note is heard. */
  readonly loss: number
  /**
   * So many notes halve that: the loss is summed over every sixteenth of a phrase, held ones and
   * misread ones too, and would drown the notes of a long one.
   */
  readonly halvedAt: number
  /** Nats by which another key must be the better one before the key changes. */
  readonly hysteresis: number
}

/**
 * Chosen over the validation tunes of the melody model, played to the whole show as a person plays
 * them: right after 16 and 64 steps 0.817 and 0.885; with a third of the loss however long the
 * phrase, 0.814 and 0.876; by the habits alone 0.786 and 0.890. (Of the estimators alone `npm run
 * bench keys` says 0.81 and 0.90, and 0.82 and 0.91 at half the weight.)
 */
export const KEY_WEIGHTS: KeyWeights = { loss: 0.8, halvedAt: 4, hysteresis: 0.5 }

/** Evidence counts note by note as if it were independent, which it is not. */
const OVERCONFIDENCE = 1.75
const FEWEST_ATONAL_NOTES = 12
/** Nats a note at which even the best key explains nothing, and at which one does again. */
const ATONAL_FROM = 2.68
const TONAL_BELOW = 2.5

/** No transposition, before anything was heard. */
export const NO_KEY: KeyDecision = { shift: 0, tonic: 0, confidence: 0, status: 'waiting' }

/** Below it the key that was used before stays in use. */
export const LEAST_KEY_CONFIDENCE = 0.4

/** Whether a decision may be acted on: a key that is clear enough, or that there is to be none. */
export const isSure = ({ status, confidence }: KeyDecision): boolean =>
  status === 'heard' ? confidence >= LEAST_KEY_CONFIDENCE : status !== 'waiting'

const tonicOf = (shift: number): number => (KEYS - shift) % KEYS

/**
 * The key after what was heard: the transposition that is likeliest under the melody habits and the
 * model together. (The correlation with Krumhansl and Kessler's profiles, Psychological Review 89,
 * 1982, was tried in place of the habits, and was right less often.)
 * @param losses the model's loss, summed over the same playing, in nats, by semitones up (0..11);
 *   null while there is no model or no answer of it
 * @param before the decision that stands
 */
export function decideKey(
  before: KeyDecision,
  choice: KeyChoice,
  evidence: KeyEvidence,
  losses: readonly number[] | null,
  weights = KEY_WEIGHTS,
): KeyDecision {
  if (choice === 'off') return { ...NO_KEY, status: 'off' }
  if (choice !== 'auto') {
    const tonic = ((choice % KEYS) + KEYS) % KEYS
    return { shift: tonicOf(tonic), tonic, confidence: 1, status: 'set' }
  }
  const { habits } = evidence
  if (isAtonal(before, evidence)) return { ...NO_KEY, status: 'atonal' }
  if (isOneClass(evidence)) return before.status === 'heard' ? before : NO_KEY
  const loss = (weights.loss * weights.halvedAt) / (weights.halvedAt + evidence.weight)
  const scores = losses ? habits.map((habit, shift) => habit - loss * (losses[shift] ?? 0)) : habits
  const best = scores.indexOf(greatestOf(scores))
  const held = before.status === 'heard' || before.status === 'set' ? before.shift : best
  const isBetter = (scores[best] ?? 0) - (scores[held] ?? 0) > weights.hysteresis
  const shift = isBetter ? best : held
  return { shift, tonic: tonicOf(shift), confidence: shareOf(scores, shift), status: 'heard' }
}

/** One note has no key, however often it is repeated. */
const isOneClass = ({ classes }: KeyEvidence): boolean => (classes & (classes - 1)) === 0

/** The softmax of one score among all. */
function shareOf(scores: readonly number[], chosen: number): number {
  const top = greatestOf(scores)
  let sum = 0
  for (const score of scores) sum += exp((score - top) / OVERCONFIDENCE)
  return exp(((scores[chosen] ?? 0) - top) / OVERCONFIDENCE) / sum
}

function greatestOf(scores: readonly number[]): number {
  let greatest = -Infinity
  for (const score of scores) if (score > greatest) greatest = score
  return greatest
}

function isAtonal(before: KeyDecision, { habits, weight }: KeyEvidence): boolean {
  if (weight < FEWEST_ATONAL_NOTES) return before.status === 'atonal'
  const nats = -greatestOf(habits) / weight
  return nats > (before.status === 'atonal' ? TONAL_BELOW : ATONAL_FROM)
}

/** The middle of the training tunes, which the model knows best. */
const MODEL_MIDDLE = 66

/**
 * Semitones that bring a whole phrase into the key and the octave that the model knows: of those that
 * fit its range the one nearest to its middle; where none fits, the nearest of all.
 * @param shift a key's, modulo the octave
 * @param lowest of the phrase, MIDI number; `highest` likewise, not below it
 */
export function shiftInto(
  shift: number,
  lowest: number,
  highest: number,
  range: { readonly minPitch: number; readonly maxPitch: number },
): number {
  const towards = MODEL_MIDDLE - (lowest + highest) / 2
  let total = shift + KEYS * Math.floor((towards - shift) / KEYS + 0.5)
  if (lowest + total < range.minPitch && highest + total + KEYS <= range.maxPitch) total += KEYS
  if (highest + total > range.maxPitch && lowest + total - KEYS >= range.minPitch) total -= KEYS
  return total
}
