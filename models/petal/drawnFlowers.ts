import { cos, pow, sin } from '../../engine/core/maths.ts'
import { PETAL_STEPS, PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { ARTICLE_MESH, ARTICLE_TIME } from './articleMesh.ts'
import { bend, layOut, poseOfFlat, type Pose } from './pose.ts'
import type { Template } from './templates.ts'

/** How a petal is drawn by hand; angles in radians above the horizontal, lengths in mesh units. */
interface Sketch {
  /** Of the midrib, to the tip's offset row. */
  readonly length: number
  readonly halfWidth: (along: number) => number
  /** The midrib's direction. */
  readonly angle: (along: number) => number
  /** The arc that a cross-section describes from midrib to edge: 0 flat, π/2 a half pipe. */
  readonly wrap: (along: number) => number
  /** How far the edges wave towards the upper face. */
  readonly ruffle: (along: number) => number
}

const ACROSS = [-1, -2 / 3, -1 / 3, 0, 1 / 3, 2 / 3, 1]
const TIP = 1.1

/** 0 to 1, level at both ends, and so slow at first that the buds of all flowers stay alike. */
const ease = (t: number): number => t * t * (3 - 2 * t)

function pose(sketch: Sketch): Pose {
  return PETAL_STEPS.map((step, index) => {
    const along = step / TIP
    const before = (PETAL_STEPS[index - 1] ?? 0) / TIP
    const wrap = sketch.wrap(along)
    const half = sketch.halfWidth(along)
    const arc = (share: number) => share * wrap
    return {
      length: (along - before) * sketch.length,
      angle: sketch.angle((along + before) / 2),
      along: ACROSS.map(() => 0),
      across: ACROSS.map((share) => (wrap < 1e-6 ? share * half : (half * sin(arc(share))) / wrap)),
      above: ACROSS.map(
        (share) =>
          (wrap < 1e-6 ? 0 : (half * (1 - cos(arc(share)))) / wrap) +
          sketch.ruffle(along) * share * share,
      ),
    }
  })
}

/** A bump of height 1 at `top`, falling to the given heights at base and tip. */
const bump =
  (base: number, top: number, tip: number) =>
  (along: number): number => {
    const side = along < top ? (top - along) / top : (along - top) / (1 - top)
    const end = along < top ? base : tip
    return 1 - (1 - end) * pow(side, along < top ? 1.6 : 2.2)
  }

/** All three begin as this: narrow, upright, its edges folded round the axis, its tip bent in. */
const BUD = pose({
  length: 0.74,
  halfWidth: (along) => 0.17 * bump(0.22, 0.52, 0.3)(along),
  angle: (along) => 0.95 + 1.15 * along,
  wrap: (along) => 1.25 - 0.25 * along,
  ruffle: () => 0,
})

/** Magnolia: broad, cupped and rounded, standing like a bowl; the tips turn out a little. */
const MAGNOLIA = pose({
  length: 1.44,
  halfWidth: (along) => 0.44 * bump(0.13, 0.6, 0.5)(along),
  angle: (along) => 0.3 + 1.5 * along - 1.35 * along * along * along,
  wrap: (along) => 0.35 + 0.55 * (1 - along),
  ruffle: () => 0,
})

/** Turk's cap lily: long and pointed, thrown back in an arch, its edges waved. */
const LILY = pose({
  length: 1.54,
  halfWidth: (along) => 0.21 * bump(0.3, 0.46, 0.25)(along),
  angle: (along) => 1.25 - 2.1 * along * along,
  wrap: (along) => 0.75 - 0.5 * along,
  ruffle: (along) => 0.05 * sin(7 * along) * along,
})

/**
 * An opening from the common bud.
 * @param fullAt the time at which the open pose is reached; the petal goes on bending after it
 */
function opening(open: Pose, fullAt: number): number[][][] {
  return PETAL_TIMES.map((time) => {
    const amount = time <= fullAt ? ease(time / fullAt) : 1 + 0.3 * (time - fullAt)
    return rowsOf(layOut(bend(BUD, open, amount), 1))
  })
}

const rowsOf = (mesh: Float32Array): number[][] =>
  PETAL_STEPS.map((_, step) => [...mesh.subarray(step * 21, step * 21 + 21)])

/** The three template flowers made for this project; the first passes through the article's mesh. */
export const drawnFlowers = (): readonly Template[] => [
  { name: 'star', mesh: opening(poseOfFlat(ARTICLE_MESH), ARTICLE_TIME) },
  { name: 'magnolia', mesh: opening(MAGNOLIA, 1) },
  { name: 'lily', mesh: opening(LILY, 1) },
]
