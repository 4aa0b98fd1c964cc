import { BAR_STEPS, BEAT_STEPS, type Meter } from '../clock/meter.ts'

/** Chord tones that the partner's notes are drawn towards, in the model's pitches. */
export interface Harmony {
  /** Bit n for the class n semitones above C. */
  readonly pitchClasses: number
  /** Added to a chord tone on a strong beat, ≥ 0; half of it on other beats. */
  readonly nats: number
  /** Where in its bar the first sixteenth of the course stands. */
  readonly barStep: number
  readonly meter: Meter
}

/** Sixteenths from one strong beat to the next: beats 1 and 3 of 4/4, 1 of 3/4, both of 6/8. */
const STRONG_STEPS: Readonly<Record<Meter, number>> = { '4/4': 8, '3/4': 12, '6/8': 6 }

/** One pitch class, or its octave, is a bass and no chord. */
const FEWEST = 2

/**
 * The pitch classes of a chord, as the model hears them; 0 where there is none.
 * @param pitches MIDI numbers of what is held
 * @param shift semitones from the performer's pitches to the model's
 */
export function chordOf(pitches: readonly number[], shift: number): number {
  let mask = 0
  let classes = 0
  for (const pitch of pitches) {
    const bit = 1 << ((((pitch + shift) % 12) + 12) % 12)
    if ((mask & bit) === 0) classes++
    mask |= bit
  }
  return classes < FEWEST ? 0 : mask
}

/**
 * Nats towards chord tones on a sixteenth.
 * @param step of the course, from 0
 */
export function chordNatsAt({ nats, barStep, meter }: Harmony, step: number): number {
  const inBar = (barStep + step) % BAR_STEPS[meter]
  if (inBar % STRONG_STEPS[meter] === 0) return nats
  return inBar % BEAT_STEPS[meter] === 0 ? nats / 2 : 0
}
