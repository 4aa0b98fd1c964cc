/**
 * Elementary functions that give the same bits in every engine. The language leaves the last bit of
 * `Math.exp`, `log`, `sin` and `pow` open, and Chromium and Node differ there; these use only
 * + − × ÷, which IEEE 754 fixes. Accurate to a few units in the last place, which music cannot tell
 * from exact.
 */

const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
const LN2 = 0.6931471805599453
const PI = 3.141592653589793
/** π/2 split in two, so that a reduction loses nothing for moderate arguments (Cody and Waite). */
const HALF_PI_HIGH = 1.57079632673412561417
const HALF_PI_LOW = 6.07710050650619224932e-11

const bits = new DataView(new ArrayBuffer(8))

const LEAST_POWER = -1022
const MOST_POWER = 1023
/** 2^n for every n whose power is a normal double; looking one up is faster than building its bits. */
const POWERS = powers()

function powers(): Float64Array {
  const all = new Float64Array(MOST_POWER - LEAST_POWER + 1)
  let power = 2.2250738585072014e-308
  for (let index = 0; index < all.length; index++) {
    all[index] = power
    power *= 2
  }
  return all
}

/** 2^n for a whole n; exact, 0 or Infinity outside the range of doubles. */
export function powerOfTwo(n: number): number {
  if (n > MOST_POWER) return Infinity
  if (n < LEAST_POWER) return n < -1074 ? 0 : powerOfTwo(n + 60) * 8.673617379884035e-19
  return POWERS[n - LEAST_POWER] ?? NaN
}

/** e^x. Reduced by x = k ln 2 + r, |r| ≤ ln 2 / 2; the Taylor series of e^r to r^13. */
export function exp(x: number): number {
  const k = Math.floor(x / LN2 + 0.5)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 1
  for (let n = 13; n > 0; n--) sum = 1 + (sum * r) / n
  return scaleExp(x, sum, k)
}

/** e^x from e^r = `sum` and k. */
function scaleExp(x: number, sum: number, k: number): number {
  return k >= LEAST_POWER && k <= MOST_POWER
    ? sum * (POWERS[k - LEAST_POWER] ?? NaN)
    : scaleFar(x, sum, k)
}

/** The same where 2^k is no normal double, or x no number. */
function scaleFar(x: number, sum: number, k: number): number {
  if (x !== x) return x
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019411) return 0
  // 2^1024 is no double, though e^x may still be one there.
  return k > 0 ? sum * 2 * powerOfTwo(k - 1) : sum * powerOfTwo(k)
}

/**
 * e^x of the values from one index up to another, in place, to the very bits of {@link exp}. Each of
 * its divisions waits for the one before; those of four values side by side do not wait for each
 * other, so that a value takes a quarter of the time.
 */
export function expEach(values: Float64Array, from: number, to: number): void {
  let at = from
  for (; at + 4 <= to; at += 4) expOfFour(values, at)
  for (; at < to; at++) values[at] = exp(values[at] ?? NaN)
}

function expOfFour(values: Float64Array, at: number): void {
  const x0 = values[at] ?? NaN
  const x1 = values[at + 1] ?? NaN
  const x2 = values[at + 2] ?? NaN
  const x3 = values[at + 3] ?? NaN
  const k0 = Math.floor(x0 / LN2 + 0.5)
  const k1 = Math.floor(x1 / LN2 + 0.5)
  const k2 = Math.floor(x2 / LN2 + 0.5)
  const k3 = Math.floor(x3 / LN2 + 0.5)
  const r0 = x0 - k0 * LN2_HIGH - k0 * LN2_LOW
  const r1 = x1 - k1 * LN2_HIGH - k1 * LN2_LOW
  const r2 = x2 - k2 * LN2_HIGH - k2 * LN2_LOW
  const r3 = x3 - k3 * LN2_HIGH - k3 * LN2_LOW
  let sum0 = 1
  let sum1 = 1
  let sum2 = 1
  let sum3 = 1
  for (let n = 13; n > 0; n--) {
    sum0 = 1 + (sum0 * r0) / n
    sum1 = 1 + (sum1 * r1) / n
    sum2 = 1 + (sum2 * r2) / n
    sum3 = 1 + (sum3 * r3) / n
  }
  values[at] = scaleExp(x0, sum0, k0)
  values[at + 1] = scaleExp(x1, sum1, k1)
  values[at + 2] = scaleExp(x2, sum2, k2)
  values[at + 3] = scaleExp(x3, sum3, k3)
}

/**
 * Natural logarithm; −Infinity at 0, NaN below. x = m 2^k with m in [√½, √2); the series of
 * 2 artanh((m − 1) / (m + 1)) to the 21st power.
 */
export function log(x: number): number {
  if (x !== x || x < 0) return NaN
  if (x === 0) return -Infinity
  if (x === Infinity) return Infinity
  let scaled = x
  let k = 0
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 18014398509481984
    k -= 54
  }
  bits.setFloat64(0, scaled)
  const high = bits.getUint32(0)
  k += (high >>> 20) - 1023
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000)
  let m = bits.getFloat64(0)
  if (m > 1.4142135623730951) {
    m *= 0.5
    k += 1
  }
  const s = (m - 1) / (m + 1)
  const s2 = s * s
  let sum = 0
  for (let n = 21; n > 0; n -= 2) sum = sum * s2 + 1 / n
  return k * LN2_HIGH + (k * LN2_LOW + 2 * s * sum)
}

/** Information content in bits, −log₂ p; Infinity at 0. */
export const bitsOf = (probability: number): number => -log(probability) / LN2

/** x^y for x ≥ 0; 0^0 = 1. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (x === 0) return y > 0 ? 0 : Infinity
  return exp(y * log(x))
}

/** Sine of x radians; meant for |x| up to about 10⁶. Reduced to |r| ≤ π/4, then Taylor. */
export function sin(x: number): number {
  if (x !== x || x === Infinity || x === -Infinity) return NaN
  const k = Math.floor(x / (PI / 2) + 0.5)
  const r = x - k * HALF_PI_HIGH - k * HALF_PI_LOW
  const quadrant = ((k % 4) + 4) % 4
  const value = quadrant % 2 === 0 ? sineSeries(r) : cosineSeries(r)
  return quadrant < 2 ? value : -value
}

export const cos = (x: number): number => sin(x + PI / 2)

function sineSeries(r: number): number {
  const r2 = r * r
  let sum = 1
  for (let n = 17; n > 1; n -= 2) sum = 1 - (sum * r2) / (n * (n - 1))
  return r * sum
}

function cosineSeries(r: number): number {
  const r2 = r * r
  let sum = 1
  for (let n = 18; n > 0; n -= 2) sum = 1 - (sum * r2) / (n * (n - 1))
  return sum
}

/** dB to linear gain, 10^(dB/20). */
export const gainOf = (decibels: number): number => pow(10, decibels / 20)
