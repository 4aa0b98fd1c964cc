import { cos, exp, sin } from '../core/maths.ts'

/**
 * What a petal looks like. A shape is a mesh of 7 morphological steps (base to tip) × 7 columns at
 * each of 7 times of opening: Float32Array(1029), [time][step][7 x, 7 y, 7 z], x outwards along the
 * petal, y across, z up the flower's axis; a petal is about 1.1 long. Times and steps are those of
 * {@link PETAL_TIMES}; the last, 1.1, gives openings room to overshoot.
 */
export interface PetalSource {
  /** Counts up whenever the shapes change, so that a scene fetches them again. */
  readonly version: number
  /**
   * Writes the shape at a context coordinate.
   * @param context 0 the first drawn flower, 1 the second, between and beyond what lies there; any
   *   number is safe
   * @param into 1029 floats
   */
  shape(context: number, into: Float32Array): void
  /** What the shapes are grown from; null for drawn flowers, blended on straight lines. */
  readonly network: PetalNetwork | null
}

/**
 * A trained generative network, ELU inside and linear at the end, which makes a row of a petal from
 * time, step and contexts; and what the drawn flowers' contexts are. Plain data, to be posted.
 */
export interface PetalNetwork {
  /** Context values that the network takes. */
  readonly contexts: number
  /** Dense layers in order, [2 + contexts, 10, 15, 21]; kernels [inputs][outputs]. */
  readonly layers: readonly { readonly kernel: Float32Array; readonly bias: Float32Array }[]
  /** For each drawn flower its contexts, [7 times][7 steps][contexts]. */
  readonly curves: readonly Float32Array[]
  /** For each context between what it has to stay, [low, high]. */
  readonly limits: readonly (readonly [low: number, high: number])[]
}

export const PETAL_TIMES = [0, 0.1, 0.3, 0.55, 0.8, 1, 1.1] as const
export const PETAL_STEPS = PETAL_TIMES
export const PETAL_COLUMNS = 7
export const SHAPE_LENGTH = PETAL_TIMES.length * PETAL_STEPS.length * PETAL_COLUMNS * 3

/** How a hand-made petal is cut and how it opens. Angles in radians above the horizontal. */
export interface PetalForm {
  readonly length: number
  /** Half of the greatest width. */
  readonly halfWidth: number
  /** Where it is widest, 0 base .. 1 tip. */
  readonly shoulder: number
  /** How far the long edges rise above the midrib. */
  readonly cup: number
  /** How far they wave up and down. */
  readonly ruffle: number
  readonly closed: { readonly base: number; readonly tip: number }
  readonly open: { readonly base: number; readonly tip: number }
}

/** The performer's: broad, rounded, generous. */
export const BROAD: PetalForm = {
  length: 1,
  halfWidth: 0.37,
  shoulder: 0.64,
  cup: 0.13,
  ruffle: 0.035,
  closed: { base: 1.15, tip: 2.1 },
  open: { base: 0.72, tip: -0.42 },
}

/** The model's: thin, pointed, arching further out. */
export const THIN: PetalForm = {
  length: 1.22,
  halfWidth: 0.14,
  shoulder: 0.45,
  cup: 0.03,
  ruffle: 0,
  closed: { base: 1.3, tip: 1.75 },
  open: { base: 0.95, tip: -0.75 },
}

/** Cuts a petal from a form; the layout is that of {@link PetalSource}. */
export function cutPetal(form: PetalForm): Float32Array {
  const shape = new Float32Array(SHAPE_LENGTH)
  PETAL_TIMES.forEach((time, t) => {
    // Beyond 1 the opening goes on, so that an overshoot bends further instead of stopping.
    const opening = time * time * (3 - 2 * time) + (time > 1 ? 0.06 : 0)
    const grown = 0.42 + 0.58 * opening
    PETAL_STEPS.forEach((step, s) => {
      const along = step / 1.1
      const spine = walkSpine(form, opening, along)
      const half = form.halfWidth * outline(along, form.shoulder) * (0.5 + 0.5 * opening)
      for (let column = 0; column < PETAL_COLUMNS; column++) {
        const across = (column - 3) / 3
        const wave = form.ruffle * opening * along * sin(along * 14)
        const rise = (form.cup * outline(along, form.shoulder) + wave) * across * across
        const row = (t * 7 + s) * 3 * 7 + column
        shape[row] = (spine.x - sin(spine.angle) * rise) * form.length * grown
        shape[row + 7] = across * half
        shape[row + 14] = (spine.z + cos(spine.angle) * rise) * form.length * grown
      }
    })
  })
  return shape
}

/** Follows the midrib from the base, whose direction turns evenly from base to tip. */
function walkSpine(form: PetalForm, opening: number, along: number) {
  const base = form.closed.base + (form.open.base - form.closed.base) * opening
  const tip = form.closed.tip + (form.open.tip - form.closed.tip) * opening
  const pieces = 24
  let x = 0
  let z = 0
  for (let piece = 0; piece < pieces; piece++) {
    const angle = base + (tip - base) * along * ((piece + 0.5) / pieces)
    x += (cos(angle) * along) / pieces
    z += (sin(angle) * along) / pieces
  }
  return { x, z, angle: base + (tip - base) * along }
}

/**
 * Half-width along the petal, greatest 1 at the shoulder. It narrows little beyond: the tip is
 * rounded or pointed by whoever draws it, finer than seven rows could.
 */
function outline(along: number, shoulder: number): number {
  if (along <= shoulder) {
    const t = along / shoulder
    return 0.1 + 0.9 * t * t * (3 - 2 * t)
  }
  const t = (along - shoulder) / (1 - shoulder)
  return 1 - 0.22 * t * t
}

/** Keeps a context within −0.6..1.6 without a corner; between 0 and 1 it changes nothing. */
export function softContext(context: number): number {
  if (!(context === context)) return 0
  if (context > 1) return 1 + 0.6 * (1 - exp((1 - context) / 0.6))
  if (context < 0) return -0.6 * (1 - exp(context / 0.6))
  return context
}

/** A source that blends two drawn flowers on a straight line, point by point. */
export function blendSource(first: Float32Array, second: Float32Array): PetalSource {
  if (first.length !== SHAPE_LENGTH || second.length !== SHAPE_LENGTH) {
    throw new RangeError(`A petal has ${SHAPE_LENGTH} numbers (7 times × 7 steps × 21)`)
  }
  return {
    version: 1,
    network: null,
    shape(context, into) {
      const share = softContext(context)
      for (let i = 0; i < SHAPE_LENGTH; i++) {
        const from = first[i] ?? 0
        into[i] = from + ((second[i] ?? 0) - from) * share
      }
    },
  }
}

/** The two hand-made flowers: context 0 the performer's, 1 the model's. */
export const handMadePetals = (): PetalSource => blendSource(cutPetal(BROAD), cutPetal(THIN))
