import { powerOfTwo } from './maths.ts'

/**
 * The exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016), α = 1: x above 0,
 * e^x − 1 below. Written out because training asks for it a hundred million times, and because the
 * same bits in every engine make the same petals from the same seed.
 */
export const elu = (x: number): number => (x > 0 ? x : expBelowZero(x) - 1)

/** Its slope, from its value. */
export const eluSlope = (value: number): number => (value > 0 ? 1 : value + 1)

const LN2 = 0.6931471805599453
const INVERSE_LN2 = 1.4426950408889634
/** e^−40 is nothing beside 1. */
const LOWEST = -40
const POWERS = Float64Array.from({ length: 60 }, (_, n) => powerOfTwo(-n))

/** e^x for x ≤ 0, to 10⁻⁹: x = r − n ln 2 with |r| ≤ ln 2 / 2, and the Taylor series of e^r to r^8. */
function expBelowZero(x: number): number {
  if (!(x > LOWEST)) return x === x ? 0 : x
  const n = Math.floor(0.5 - x * INVERSE_LN2)
  const r = x + n * LN2
  const series =
    1 +
    r *
      (1 +
        r *
          (1 / 2 +
            r *
              (1 / 6 +
                r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * (1 / 40320))))))))
  return series * (POWERS[n] ?? 0)
}
