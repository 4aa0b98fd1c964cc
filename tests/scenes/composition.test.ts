import { PerspectiveCamera, Vector3 } from 'three'
import { describe, expect, test } from 'vitest'
import {
  PATH_ASIDE,
  PATH_BEND,
  PATH_EYE,
  STEP_BACK,
  STREWN,
  STREWN_TURN,
} from '../../engine/visuals/gardenPath.ts'
import { VANTAGES } from '../../engine/visuals/vantage.ts'
import { FIELD_OF_VIEW, lookFrom } from '../../scenes/garden/eye.ts'

/**
 * The picture's composition without a picture: flowers as discs, the nearer hiding the further. The
 * heart's place is reckoned here as flowerPlace.ts does for the GPU; farAway.browser.test.ts looks at
 * the pixels.
 */

const SCREEN = { width: 96, height: 54 }
/** Half as wide and high as a flower's open petals fill, and how far up from its heart; metres. */
const DISC = { wide: 0.8, high: 0.62, up: 0.1 }
const NEWEST_FLOWERS = Array.from({ length: 40 }, (_, n) => n + 8)

const heart = (flower: number, back: number): Vector3 => {
  const aside = (back * STEP_BACK + PATH_EYE) * (back / Math.hypot(back, PATH_BEND)) * PATH_ASIDE
  const strewn = Math.min(back, 1)
  return new Vector3(
    Math.sin(flower * STREWN_TURN.aside) * STREWN.aside * strewn - aside,
    Math.sin(flower * STREWN_TURN.up) * STREWN.up * strewn,
    -back * STEP_BACK,
  )
}

interface Seen {
  /** Of its disc, what no nearer one hides and the frame does not cut off. */
  readonly share: number
  /** Its heart and its left side, from the left, and its heart from the top; in screens. */
  readonly x: number
  readonly y: number
  readonly left: number
  readonly height: number
}

/** The newest flowers of a garden, the newest first. */
function seenFrom(camera: PerspectiveCamera, newest: number, flowers: number): Seen[] {
  const { width, height } = SCREEN
  const taken = new Uint8Array(width * height)
  return Array.from({ length: flowers }, (_, back) => {
    const place = heart(newest - back, back)
    const depth = -place.clone().applyMatrix4(camera.matrixWorldInverse).z
    const onScreen = place.project(camera)
    const [x, y] = [(onScreen.x + 1) / 2, (1 - onScreen.y) / 2]
    /** Screens' heights a metre, there. */
    const scale = 1 / (2 * Math.tan((FIELD_OF_VIEW * Math.PI) / 360) * depth)
    const [wide, high] = [(DISC.wide * scale * height) / width, DISC.high * scale]
    let seen = 0
    for (let pixel = 0; pixel < taken.length; pixel++) {
      const across = (((pixel % width) + 0.5) / width - x) / wide
      const down = ((Math.floor(pixel / width) + 0.5) / height - y + DISC.up * scale) / high
      if (across * across + down * down > 1) continue
      if (taken[pixel] === 0) seen++
      taken[pixel] = 1
    }
    const share = seen / (Math.PI * wide * high * taken.length)
    return { share, x, y, left: x - wide, height: 2 * high }
  })
}

describe.each(VANTAGES.map((vantage, number) => ({ number, vantage })))(
  'from vantage $number',
  ({ vantage }) => {
    const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 150)
    lookFrom(vantage, SCREEN, camera)
    camera.updateProjectionMatrix()
    camera.updateMatrixWorld()
    const gardens = NEWEST_FLOWERS.map((newest) => seenFrom(camera, newest, 7))

    test('a third of each of the five newest flowers is seen, however they are strewn', () => {
      const least = [0, 1, 2, 3, 4].map((back) =>
        Math.min(...gardens.map((garden) => garden[back]?.share ?? NaN)),
      )
      expect(Math.min(...least), `seen at least: ${least.join(', ')}`).toBeGreaterThan(1 / 3)
    })

    test('none of them crosses the left edge, and no older heart leaves the picture', () => {
      for (const garden of gardens) {
        expect(Math.min(...garden.slice(0, 5).map(({ left }) => left))).toBeGreaterThan(0)
        expect(Math.min(...garden.map(({ x }) => x))).toBeGreaterThan(0)
      }
    })

    test('the newest stands at the golden section and 40 % of the height; the older the further left and the smaller', () => {
      for (const garden of gardens) {
        expect(garden[0]?.x).toBeCloseTo(0.618, 3)
        expect(garden[0]?.y).toBeCloseTo(0.6, 3)
        const nearest = garden.slice(0, 5)
        const lefts = nearest.map(({ x }) => -x)
        expect(lefts).toEqual(lefts.toSorted((a, b) => a - b))
        const heights = nearest.map(({ height }) => -height)
        expect(heights).toEqual(heights.toSorted((a, b) => a - b))
      }
    })
  },
)
