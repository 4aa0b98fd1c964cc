import { SLIP_SHARE, type GridReading } from './gridReading.ts'
import { stepSecondsOf, tempoOf } from './tempoPrior.ts'

/** What of a reading a clock goes by. */
export type HeardGrid = Pick<
  GridReading,
  'originSeconds' | 'stepSeconds' | 'stepErrorSeconds' | 'tempo' | 'isFitted'
>

/** A tempo is another's half or double within this share. */
const SAME_OCTAVE = 0.04
/** A sixteenth known better than this, as a share, is taken as it is heard. */
const SURE = 0.003
/** Standard errors within which a rougher reading agrees with a tempo. */
const AGREES = 2

const inSixteenthsOf = (reading: GridReading, times: number): HeardGrid => ({
  ...reading,
  stepSeconds: reading.stepSeconds * times,
  stepErrorSeconds: reading.stepErrorSeconds * times,
  tempo: reading.tempo / times,
})

/**
 * A reading at half or double a tempo, in sixteenths of that tempo: who plays on is heard now in one
 * of them and now in the other. Sixteenths stay at double the tempo where half of it would have no
 * place for them.
 * @param tempo quarter notes a minute
 * @returns the reading itself where it is at any other tempo
 */
export function inOctaveOf(reading: GridReading, tempo: number): HeardGrid {
  const times = reading.tempo / tempo
  if (Math.abs(times * 2 - 1) < SAME_OCTAVE) return inSixteenthsOf(reading, 0.5)
  if (Math.abs(times / 2 - 1) >= SAME_OCTAVE) return reading
  const { steps } = reading
  const between = steps.filter((step) => step % 2 !== 0).length
  return between <= SLIP_SHARE * steps.length ? inSixteenthsOf(reading, 2) : reading
}

/**
 * A reading that is rough, but not at odds with a tempo, at that tempo, about its newest onset.
 * @param tempo quarter notes a minute
 */
export function steadied(grid: HeardGrid, tempo: number, newestSeconds: number): HeardGrid {
  const { originSeconds, stepSeconds, stepErrorSeconds } = grid
  const kept = stepSecondsOf(tempo)
  const isRough = stepErrorSeconds > SURE * stepSeconds
  if (!isRough || Math.abs(stepSeconds - kept) > AGREES * stepErrorSeconds) return grid
  const steps = (newestSeconds - originSeconds) / stepSeconds
  return {
    ...grid,
    stepSeconds: kept,
    tempo: tempoOf(kept),
    originSeconds: newestSeconds - steps * kept,
  }
}
