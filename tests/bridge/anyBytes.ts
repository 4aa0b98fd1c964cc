import { encode, IMPULSE } from '../../bridge/osc.ts'
import { message } from './oscPeers.ts'

/** Source: mulberry32, Tommy Ettinger. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) % below
  }
}

/** Packets that every bridge passes on. */
export const GOOD = [
  encode(message('/anthesis/note/on', 'ii', 60, 100)),
  encode(message('/fader/1', 'f', 0.5)),
  encode(
    message(
      '/all',
      'sbhdTFNI[i]',
      'ä',
      Uint8Array.of(1, 2, 3),
      1n,
      2,
      true,
      false,
      null,
      IMPULSE,
      [1],
    ),
  ),
  encode({
    timetag: 1n,
    packets: [message('/a', 'i', 1), { timetag: 5n, packets: [message('/b')] }],
  }),
].map((packet) => Buffer.from(packet))

/** Noise, or a good packet that was changed, cut, lengthened or left alone. */
export function anyBytes(random: (below: number) => number): Buffer {
  const good = Buffer.from(GOOD[random(GOOD.length)] ?? [])
  const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random(256)))
  switch (random(5)) {
    case 0:
      return noise(random(120))
    case 1:
      return good.subarray(0, random(good.length + 1))
    case 2:
      return Buffer.concat([good, noise(random(12))])
    case 3:
      return good
    default:
      for (let changes = random(4); changes >= 0; changes--) good[random(good.length)] = random(256)
      return good
  }
}
