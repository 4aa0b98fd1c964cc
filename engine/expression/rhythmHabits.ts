import { log } from '../core/maths.ts'

/** Sixteenths of a beat: 4 make a quarter, 6 a dotted quarter. */
export type Cycle = 4 | 6

/** So rare that the tunes do not say how rare. */
const SMALLEST_SHARE = 0.0004
/** Two notes meant as one, or an ornament before one. */
const CHORD_SHARE = 0.03
/** How fast gaps beyond the table become rarer. */
const TAIL_DECAY = 0.12

/**
 * After an onset at each sixteenth of the beat, the share of onsets that follow 1, 2, 3 … 16
 * sixteenths later. Counted over the training tunes of the melody model (models/melody/README.md).
 */
const SHARES: Readonly<Record<Cycle, readonly (readonly number[])[]>> = {
  4: [
    [
      0.1124, 0.3898, 0.0747, 0.2874, 0.0012, 0.0398, 0.0008, 0.0585, 0, 0.0034, 0, 0.0198, 0,
      0.0015, 0, 0.0092,
    ],
    [
      0.7392, 0.1553, 0.06, 0.0206, 0.002, 0.0078, 0.0026, 0.0045, 0, 0.0016, 0.0013, 0.0021, 0,
      0.0008, 0, 0,
    ],
    [
      0.1399, 0.6658, 0.0496, 0.0817, 0.0011, 0.0322, 0.0006, 0.011, 0, 0.0066, 0, 0.0042, 0,
      0.0032, 0, 0.0014,
    ],
    [
      0.887, 0.0687, 0.0267, 0.0078, 0.0025, 0.0021, 0.0007, 0.0018, 0, 0.0006, 0, 0.0004, 0, 0, 0,
      0,
    ],
  ],
  6: [
    [
      0.0461, 0.7454, 0.019, 0.1135, 0.001, 0.0496, 0, 0.006, 0, 0.0079, 0, 0.0068, 0, 0.001, 0,
      0.0013,
    ],
    [
      0.7873, 0.1165, 0.0413, 0.0306, 0.0039, 0.0121, 0.0008, 0.0011, 0, 0.0017, 0, 0.0008, 0, 0, 0,
      0,
    ],
    [
      0.0292, 0.6595, 0.041, 0.1986, 0.0009, 0.0427, 0, 0.0055, 0, 0.0135, 0, 0.0043, 0, 0.0013, 0,
      0.0016,
    ],
    [0.7241, 0.1146, 0.1094, 0.0287, 0.0014, 0.0107, 0, 0.0024, 0, 0.0014, 0, 0.0007, 0, 0, 0, 0],
    [
      0.0276, 0.8809, 0.011, 0.0411, 0.0009, 0.0193, 0, 0.0061, 0, 0.0051, 0, 0.0033, 0, 0.0012, 0,
      0.0012,
    ],
    [0.8472, 0.1257, 0.0117, 0.0034, 0.0014, 0.0053, 0, 0.0008, 0, 0, 0, 0.0008, 0, 0, 0, 0],
  ],
}

/** How likely a melody begins with such a beat, there. */
const STARTS: Readonly<Record<Cycle, readonly number[]>> = {
  4: [0.42, 0.035, 0.21, 0.035],
  6: [0.16, 0.01, 0.05, 0.01, 0.06, 0.01],
}

const START_LOGS = { 4: STARTS[4].map(log), 6: STARTS[6].map(log) }

/**
 * Natural log of how likely a melody begins at a sixteenth of a beat of so many.
 * @param position 0..cycle-1
 */
export const logStart = (cycle: Cycle, position: number): number =>
  START_LOGS[cycle][position] ?? log(SMALLEST_SHARE)

/**
 * The share of onsets at this sixteenth of the beat that are followed by the next after so many
 * sixteenths.
 * @param position 0..cycle-1
 * @param gapSteps 0 or more; 0 is a chord
 */
export function gapShare(cycle: Cycle, position: number, gapSteps: number): number {
  if (gapSteps === 0) return CHORD_SHARE
  const row = SHARES[cycle][position] ?? []
  const beyond = gapSteps - row.length
  if (beyond > 0) return SMALLEST_SHARE / (1 + TAIL_DECAY * beyond)
  return Math.max(row[gapSteps - 1] ?? 0, SMALLEST_SHARE)
}

const shareLogs = (cycle: Cycle): readonly (readonly number[])[] =>
  SHARES[cycle].map((row, position) =>
    row.map((_, index) => log(gapShare(cycle, position, index + 1))),
  )

const SHARE_LOGS = { 4: shareLogs(4), 6: shareLogs(6) }

/** Natural log of {@link gapShare}. */
export const logGapShare = (cycle: Cycle, position: number, gapSteps: number): number =>
  SHARE_LOGS[cycle][position]?.[gapSteps - 1] ?? log(gapShare(cycle, position, gapSteps))
