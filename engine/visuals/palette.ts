import { cos, sin } from '../core/maths.ts'

/**
 * The garden's colours, in OKLCH (Björn Ottosson, 2020): lightness 0..1, chroma, hue in degrees. Who
 * plays and how hot it is keep their hues within reach of the panels'; over twenty minutes they
 * wander, so that no two hours look the same.
 */

export type Oklch = readonly [lightness: number, chroma: number, hueDegrees: number]

/** Linear sRGB, 0..1 where the screen can show it. */
export interface Rgb {
  r: number
  g: number
  b: number
}

export const WANDER_SECONDS = 1200

/** A colour and how far its hue wanders to either side, degrees, and when in the round it starts. */
interface Wanderer {
  readonly at: Oklch
  readonly wander: number
  readonly phase: number
}

const at = (colour: Oklch, wander: number, phase: number): Wanderer => ({
  at: colour,
  wander,
  phase,
})

const PLAYER = 16
const MODEL = 22

export const PALETTE = {
  amberDeep: at([0.6, 0.175, 44], PLAYER, 0),
  amber: at([0.8, 0.15, 68], PLAYER, 0),
  amberPale: at([0.93, 0.08, 88], PLAYER, 0),
  throat: at([0.34, 0.11, 20], 40, 0.3),
  heart: at([0.86, 0.13, 92], 12, 0.5),
  cyanDeep: at([0.58, 0.11, 225], MODEL, 0.15),
  cyan: at([0.8, 0.11, 196], MODEL, 0.15),
  cyanPale: at([0.96, 0.06, 178], MODEL, 0.15),
  ice: at([0.86, 0.08, 237], 8, 0),
  ember: at([0.68, 0.21, 33], 6, 0),
  mild: at([0.5, 0.07, 330], 45, 0.6),
  leaf: at([0.47, 0.07, 140], 25, 0.4),
} as const satisfies Record<string, Wanderer>

export type ColourName = keyof typeof PALETTE

const RADIANS = Math.PI / 180

const cube = (x: number): number => x * x * x

/** OKLCH to linear sRGB; what the screen cannot show is cut off at 0. */
export function toLinear([lightness, chroma, hue]: Oklch, into: Rgb): Rgb {
  const a = chroma * cos(hue * RADIANS)
  const b = chroma * sin(hue * RADIANS)
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b)
  into.r = Math.max(0, 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  into.g = Math.max(0, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  into.b = Math.max(0, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return into
}

/** The hue of a colour at a moment of the show, degrees. */
export function hueAt(name: ColourName, showSeconds: number): number {
  const { at: colour, wander, phase } = PALETTE[name]
  return colour[2] + wander * sin(2 * Math.PI * (showSeconds / WANDER_SECONDS + phase))
}

export function colourAt(name: ColourName, showSeconds: number, into: Rgb): Rgb {
  const [lightness, chroma] = PALETTE[name].at
  return toLinear([lightness, chroma, hueAt(name, showSeconds)], into)
}
