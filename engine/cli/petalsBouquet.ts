import { Picture, viewOf, type Placed, type View } from './petalsPicture.ts'
import { smooth, type Surface } from '../visuals/petalSurface.ts'

/** Leaves and petals follow one another at this angle, in radians: 137.5°. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const PETALS = 13
const FINENESS = 3
/** Radians above the horizontal, and the part of a picture's side that stays free at each edge. */
const ELEVATION = 0.62
const MARGIN = 0.05

/**
 * A petal as a flower is drawn with it.
 * @param mesh of one petal at one time, 147 numbers
 */
export const petalSurface = (mesh: Float32Array): Surface => smooth(mesh, FINENESS)

/** The petals of a flower, at steps of 137.5°. */
const flowerOf = (surface: Surface): Placed[] =>
  Array.from({ length: PETALS }, (_, petal) => ({
    surface,
    turn: petal * GOLDEN_ANGLE,
    size: 1 - 0.022 * petal,
  }))

/** One view for several flowers, so that they can be compared: none is cut, the largest fills it. */
export const viewOfFlowers = (surfaces: readonly Surface[]): View =>
  viewOf(surfaces.flatMap(flowerOf), ELEVATION, MARGIN)

/**
 * A whole flower, as pixels.
 * @param surface of one petal
 * @param hue turns of the colour circle
 * @param side pixels
 * @returns side × side pixels of r, g, b
 */
export function pictureFlower(surface: Surface, hue: number, side: number, view: View): Uint8Array {
  const picture = new Picture(side, side, view)
  for (const { turn, size } of flowerOf(surface)) {
    picture.draw(surface, turn, size, (along, across) => {
      const tint = hue + 0.06 * (1 - along)
      const light = (0.35 + 0.65 * along) * (1 - 0.25 * across ** 4)
      return [0, 1, 2].map(
        (channel) => light * (0.52 + 0.48 * Math.cos(2 * Math.PI * (tint - channel / 3))),
      ) as [number, number, number]
    })
  }
  return picture.pixels()
}
