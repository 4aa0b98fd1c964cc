import { Picture } from './petalsPicture.ts'
import { smooth } from '../visuals/petalSurface.ts'

/** Leaves and petals follow one another at this angle, in radians: 137.5°. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const PETALS = 13
const FINENESS = 3
const VIEW = { elevation: 0.62, height: 0.24, width: 3.6 }

/**
 * A whole flower, its petals at steps of 137.5°, as pixels.
 * @param mesh of one petal at one time, 147 numbers
 * @param hue turns of the colour circle
 * @param side pixels
 * @returns side × side pixels of r, g, b
 */
export function pictureFlower(mesh: Float32Array, hue: number, side: number): Uint8Array {
  const picture = new Picture(side, side, VIEW)
  const surface = smooth(mesh, FINENESS)
  for (let petal = 0; petal < PETALS; petal++) {
    picture.draw(surface, petal * GOLDEN_ANGLE, 1 - 0.022 * petal, (along, across) => {
      const tint = hue + 0.06 * (1 - along)
      const light = (0.35 + 0.65 * along) * (1 - 0.25 * across ** 4)
      return [0, 1, 2].map(
        (channel) => light * (0.52 + 0.48 * Math.cos(2 * Math.PI * (tint - channel / 3))),
      ) as [number, number, number]
    })
  }
  return picture.pixels()
}
