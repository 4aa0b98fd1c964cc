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

/** Where two pictures differ. */
export interface Change {
  /** From its highest to its lowest pixel. */
  readonly height: number
  /** Its middle, from the left, in widths of the screen. */
  readonly middle: number
}

export function changeOf(one: Uint8ClampedArray, other: Uint8ClampedArray, width: number): Change {
  const changed = mask(one, other, 10).flatMap((isOther, pixel) => (isOther ? [pixel] : []))
  const rows = changed.map((pixel) => Math.floor(pixel / width))
  const columns = changed.map((pixel) => pixel % width)
  return {
    height: (Math.max(...rows) - Math.min(...rows)) / (one.length / 4 / width),
    middle: columns.reduce((sum, column) => sum + column, 0) / columns.length / width,
  }
}

/** The luminance, 0..1, of the brightest pixel among those of `seen` that were otherwise before. */
export function brightest(before: Uint8ClampedArray, seen: Uint8ClampedArray): number {
  const luminances = mask(before, seen, 25).flatMap((isOther, pixel) => {
    const [red = 0, green = 0, blue = 0] = seen.subarray(pixel * 4, pixel * 4 + 3)
    return isOther ? [(0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255] : []
  })
  return Math.max(...luminances)
}
