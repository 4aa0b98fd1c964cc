import { log } from '../core/maths.ts'

/**
 * How melodies in C major and A minor move: shares, in ten-thousandths, of pitch classes from C up,
 * counted over the training tunes of the melody model (models/melody/README.md) with one added to
 * each count.
 */

/** Of first notes. */
const FIRST = [2436, 13, 323, 23, 2285, 244, 25, 3592, 37, 840, 8, 173]

/** After each pitch class, of the next. */
const NEXT = [
  [2024, 41, 1976, 36, 1413, 268, 15, 1143, 37, 1130, 93, 1824],
  [768, 1883, 3135, 456, 1007, 211, 310, 139, 195, 690, 183, 1024],
  [3184, 140, 1224, 91, 2810, 526, 31, 694, 17, 292, 48, 945],
  [731, 483, 1533, 2122, 2563, 750, 385, 491, 288, 186, 209, 257],
  [1919, 41, 2584, 89, 1299, 1673, 180, 1484, 43, 539, 9, 138],
  [218, 24, 1550, 105, 3980, 934, 98, 2089, 63, 758, 48, 131],
  [152, 108, 452, 158, 1547, 518, 1321, 3787, 667, 830, 43, 416],
  [1522, 9, 356, 36, 2064, 1484, 255, 1783, 99, 1930, 64, 398],
  [371, 111, 123, 184, 617, 385, 510, 1292, 1756, 3495, 483, 674],
  [1101, 34, 464, 16, 517, 626, 86, 3184, 274, 1547, 164, 1987],
  [1210, 171, 539, 262, 138, 352, 101, 1032, 776, 2570, 2048, 802],
  [3758, 83, 934, 19, 351, 85, 44, 1336, 90, 2459, 64, 777],
]

const logsOf = (row: readonly number[]): readonly number[] =>
  row.map((share) => log(share / 10_000))

const FIRST_LOGS = logsOf(FIRST)
const NEXT_LOGS = NEXT.map(logsOf)

/** Natural log of how likely a melody begins on a pitch class, 0..11. */
export const logFirst = (pitchClass: number): number => FIRST_LOGS[pitchClass] ?? 0

/** Natural log of how likely a pitch class, 0..11, is followed by another. */
export const logNext = (from: number, to: number): number => NEXT_LOGS[from]?.[to] ?? 0
