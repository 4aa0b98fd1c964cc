import { draw } from '../../../engine/core/random.ts'

/**
 * A mask that silences a share of values and makes the others louder by as much (inverted dropout;
 * Srivastava et al. 2014; between cells only, as Zaremba et al. 2014, https://arxiv.org/abs/1409.2329).
 * @param rate 0..1, below 1: the share that is silenced
 */
export function dropoutMask(
  length: number,
  rate: number,
  seed: number,
  stream: string,
  step: number,
): Float32Array {
  const mask = new Float32Array(length)
  const loud = 1 / (1 - rate)
  const threshold = rate * 2 ** 32
  // Xorshift (Marsaglia 2003) from one keyed draw: a keyed draw for each value would cost more than
  // the network.
  let state = Math.floor(draw(seed, stream, step) * 2 ** 32) | 1
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    mask[i] = state >>> 0 < threshold ? 0 : loud
  }
  return mask
}
