import { sin } from '../core/maths.ts'

/**
 * Where things stand in the garden, in metres of its own: the newest flower's heart at the origin,
 * x to the right, y up, z towards the viewer. The shaders read the same numbers.
 */

/** 137.5°, 2π (1 − 1/φ): each petal's turn from the one before. */
export const GOLDEN_ANGLE = 2.399963
/** How much further each flower is turned as a whole. */
export const FLOWER_TURN = 0.7
/** The model's whorl stands in the gaps of the performer's, radians. */
export const WHORL_TURN = 1.2
/** How far a flower's axis leans from the vertical towards the viewer, radians. */
export const LEAN = 1.06

export const GROUND_HEIGHT = -1.2
/** From one flower to the one before it, away from the viewer. */
export const STEP_BACK = 1.5
/** Back b the path lies b / √(b² + {@link PATH_BEND}²) of this share of the distance from the eye to
 * the left: the first steps are nearly even in the picture, so that no flower hides the next, and the
 * last ones vanish together within it, from every vantage. */
export const PATH_ASIDE = 0.745
export const PATH_BEND = 3.6
/** Of the eye from the newest flower, where the path is made for. */
export const PATH_EYE = 4.5
/** How many flowers stand behind the newest, by how far back they are to be seen: five to nine in all. */
export const FEWEST_BACK = 4
export const MOST_BACK = 8
/** How far a flower stands off the path at most, and how that goes from flower to flower, radians: up
 * and down rather than to the side, where it would stand before another. */
export const STREWN = { aside: 0.1, up: 0.45 }
export const STREWN_TURN = { aside: 3.7, up: 2.1 }

/** Which way a petal points round its flower's axis, radians. */
export const petalAngle = (place: number, flower: number, isModel: boolean): number =>
  place * GOLDEN_ANGLE + flower * FLOWER_TURN + (isModel ? WHORL_TURN : 0)

/** How far to the side of the path a flower stands. */
export const offPath = (flower: number): number => sin(flower * STREWN_TURN.aside) * STREWN.aside
