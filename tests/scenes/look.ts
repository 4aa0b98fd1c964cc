import { mask } from './still.ts'

/** Runs in the page: what pictures of the garden look like, lengths in heights of the screen. */

/** The newest flower's heart, from the left and from the top. */
const HEART = { x: 0.618, y: 0.6 }

export interface Look {
  /** How far up from the flower's heart its petals are on average. */
  readonly height: number
  /** From the heart, within which nearly all of it lies. */
  readonly reach: number
  /** Of its mean colour, degrees: 0 red, 120 green, 240 blue. */
  readonly hue: number
}

/** What has come into an empty picture. */
export function lookOf(empty: Uint8ClampedArray, seen: Uint8ClampedArray, width: number): Look {
  const height = seen.length / 4 / width
  const petals = mask(empty, seen, 25).flatMap((isPetal, pixel) => (isPetal ? [pixel] : []))
  const mean = (of: (pixel: number) => number): number =>
    petals.reduce((sum, pixel) => sum + of(pixel), 0) / petals.length
  const above = (pixel: number): number => HEART.y - Math.floor(pixel / width) / height
  const aside = (pixel: number): number => ((pixel % width) - HEART.x * width) / height
  const distances = petals.map((pixel) => Math.hypot(aside(pixel), above(pixel)))
  const part = (offset: number): number => mean((pixel) => seen[pixel * 4 + offset] ?? 0)
  const [red, green, blue] = [part(0), part(1), part(2)]
  const hue = Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue)
  return {
    height: mean(above),
    reach: distances.sort((a, b) => a - b)[Math.floor(distances.length * 0.95)] ?? NaN,
    hue: ((hue * 180) / Math.PI + 360) % 360,
  }
}

/** From the highest to the lowest pixel in which two pictures differ. */
export function heightOfChange(
  one: Uint8ClampedArray,
  other: Uint8ClampedArray,
  width: number,
): number {
  const rows = mask(one, other, 10).flatMap((isOther, pixel) =>
    isOther ? [Math.floor(pixel / width)] : [],
  )
  return (Math.max(...rows) - Math.min(...rows)) / (one.length / 4 / width)
}
