import type { Basket } from './basket.ts'
import { MEASURES } from './measures.ts'

/** Reads what claims to be a basket: a store may hold what an older build wrote. */

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(isNumber)
const isText = (value: unknown): value is string => typeof value === 'string'

function isOrigin(value: unknown): boolean {
  if (!isFields(value)) return false
  const { range } = value
  return (
    isText(value['modelName']) &&
    isText(value['model']) &&
    isText(value['stream']) &&
    isFields(value['dice']) &&
    isNumber(value['dice']['pitchTemperature']) &&
    isNumber(value['dice']['rhythmTemperature']) &&
    isNumber(value['seed']) &&
    isNumber(value['firstDraw']) &&
    isNumber(value['shift']) &&
    isNumbers(value['primer']) &&
    isNumbers(value['counters']) &&
    isNumber(value['counter']) &&
    Array.isArray(value['chords']) &&
    value['chords'].every(isNumbers) &&
    isFields(range) &&
    isNumber(range['minPitch']) &&
    isNumber(range['maxPitch'])
  )
}

function isCandidate(value: unknown): boolean {
  if (!isFields(value)) return false
  const { measures } = value
  return (
    isNumber(value['number']) &&
    isText(value['stream']) &&
    isNumbers(value['tokens']) &&
    isNumbers(value['probabilities']) &&
    isNumbers(value['surpriseBits']) &&
    isFields(measures) &&
    MEASURES.every((name) => isNumber(measures[name]))
  )
}

const isBasket = (value: unknown): value is Basket =>
  isFields(value) &&
  isOrigin(value['origin']) &&
  isNumber(value['diversity']) &&
  Array.isArray(value['candidates']) &&
  value['candidates'].every(isCandidate)

/** Of a basket that a build kept before it told positions and chords. */
const UNTOLD = { counters: [], counter: 0, chords: [] }

/**
 * The basket; null for anything that is none. One of an older build is kept, though its futures cannot
 * be drawn again: it has no positions.
 */
export function readBasket(value: unknown): Basket | null {
  const told =
    isFields(value) && isFields(value['origin'])
      ? { ...value, origin: { ...UNTOLD, ...value['origin'] } }
      : value
  return isBasket(told) ? told : null
}
