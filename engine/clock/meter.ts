import { TICKS_PER_QUARTER, TICKS_PER_STEP } from '../core/units.ts'

/** How bars are counted. */
export type Meter = '4/4' | '3/4' | '6/8'

export const METERS = ['4/4', '3/4', '6/8'] as const satisfies readonly Meter[]

/** Sixteenths of a beat: a beat of 6/8 is a dotted quarter. */
export const BEAT_STEPS = { '4/4': 4, '3/4': 4, '6/8': 6 } as const

export const BEATS_PER_BAR: Readonly<Record<Meter, number>> = { '4/4': 4, '3/4': 3, '6/8': 2 }

/** Sixteenths of a bar. */
export const BAR_STEPS: Readonly<Record<Meter, number>> = { '4/4': 16, '3/4': 12, '6/8': 12 }

export const beatTicksOf = (meter: Meter): number => BEAT_STEPS[meter] * TICKS_PER_STEP
export const barTicksOf = (meter: Meter): number => BAR_STEPS[meter] * TICKS_PER_STEP

/** Faster beats than this, a minute, are felt two or three at a time. */
const FASTEST_FELT = 200

/**
 * The beat that is felt, and entered on: of quarters at 240 a minute every other one, of a fast waltz
 * the bar.
 * @param tempo quarters a minute
 */
export function feltBeatTicksOf(meter: Meter, tempo: number): number {
  const beatTicks = beatTicksOf(meter)
  if ((tempo * TICKS_PER_QUARTER) / beatTicks <= FASTEST_FELT) return beatTicks
  return meter === '4/4' ? 2 * beatTicks : barTicksOf(meter)
}

/** How the meter is found: by ear, or as the performer says. */
export type MeterChoice = 'auto' | Meter

/** The choices, as a parameter's values name them from 0 on. */
export const METER_CHOICES = ['By ear', ...METERS] as const

/** @param value a whole number of {@link METER_CHOICES} */
export const meterChoiceOf = (value: number): MeterChoice => METERS[value - 1] ?? 'auto'

/** The value that stands for a choice. */
export const valueOfMeterChoice = (choice: MeterChoice): number =>
  choice === 'auto' ? 0 : METERS.indexOf(choice) + 1
