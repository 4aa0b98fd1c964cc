import { digestText, EMPTY_DIGEST, extend } from '../../engine/core/digest.ts'
import { exp, log, pow, sin } from '../../engine/core/maths.ts'
import { draw } from '../../engine/core/random.ts'

/** The digest of twenty thousand values of each elementary function; runs in Node and in pages. */
export function mathsDigest(): string {
  let digest = EMPTY_DIGEST
  for (let i = 0; i < 20_000; i++) {
    const x = (draw(1, 'x', i) - 0.5) * 80
    const positive = draw(1, 'y', i) * 1e6
    const values = [exp(x), log(positive), sin(x * 1000), pow(positive, draw(1, 'z', i))]
    digest = extend(digest, values)
  }
  return digestText(digest)
}
