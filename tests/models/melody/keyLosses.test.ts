import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { KeyLosses } from '../../../models/melody/keyLosses.ts'
import { nodeFiles } from '../../../models/melody/nodeFiles.ts'

const WEIGHTS = fileURLToPath(new URL('../../../models/melody/weights', import.meta.url))
const TWINKLE = [60, 60, 67, 67, 69, 69, 67]

/** Quarters as sixteenths of an ask, some semitones up. */
const playingOf = (up: number): number[] => TWINKLE.flatMap((pitch) => [2 + pitch + up, 0, 0, 0])

describe('the loss in twelve keys', () => {
  let keys: KeyLosses
  beforeAll(async () => {
    keys = KeyLosses.create(await loadCheckpoint(nodeFiles(WEIGHTS)))
  })

  const counted = (playing: readonly number[], from = 0) => playing.map((_, index) => from + index)
  const all = (stream: number, playing: readonly number[], middle = 65) => ({
    ...{ ask: 1, stream, keep: 0, playing, counters: counted(playing), middle },
  })

  function lossesOf(ask: Parameters<KeyLosses['answer']>[0]): readonly number[] {
    const reply = keys.answer(ask)
    if (reply.outcome !== 'losses') throw new Error('lost')
    return reply.losses
  }

  test('is least in the key that the tune is brought home from', () => {
    for (const up of [0, 2, 5, 6, 9]) {
      const losses = lossesOf(all(up, playingOf(up), 65 + up))
      expect(losses.indexOf(Math.min(...losses))).toBe((12 - up) % 12)
    }
  })

  test('is the same note by note, with steps back, as all at once', () => {
    const playing = playingOf(2)
    const whole = lossesOf(all(20, playing))
    keys.answer(all(21, playing.slice(0, 9)))
    const wrong = [0, 0, 64, 0, 66]
    keys.answer({ ...all(21, wrong), keep: 9, counters: counted(wrong, 9) })
    const rest = playing.slice(7)
    const back = lossesOf({ ...all(21, rest), keep: 7, counters: counted(rest, 7) })
    for (const [key, loss] of back.entries()) expect(loss).toBeCloseTo(whole[key] ?? NaN, 4)
  })

  test('says that it has lost what it does not hold', () => {
    keys.answer(all(30, playingOf(0)))
    expect(keys.answer({ ...all(31, []), keep: 4, counters: [] }).outcome).toBe('lost')
    expect(keys.answer({ ...all(30, []), keep: 400, counters: [] }).outcome).toBe('lost')
  })

  test('refuses what is no ask', () => {
    expect(() => keys.answer({ ...all(40, [5]), counters: [] })).toThrow(RangeError)
    expect(() => keys.answer(all(40, [200]))).toThrow(RangeError)
    expect(() => keys.answer({ ...all(40, []), keep: -1 })).toThrow(RangeError)
  })

  test('is finite for pitches far outside the model’s range', () => {
    expect(lossesOf(all(50, [2 + 0, 0, 2 + 127, 0, 1], 64)).every(Number.isFinite)).toBe(true)
  })
})
