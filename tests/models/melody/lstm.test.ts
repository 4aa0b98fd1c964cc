import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOLD } from '../../../engine/continuation/melodyModel.ts'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { LstmMelodyModel } from '../../../models/melody/lstm.ts'
import {
  memoryFiles,
  randomCheckpoint,
  VOCABULARY,
  type CheckpointPlan,
} from './randomCheckpoint.ts'

const SEED = 20260
const small: CheckpointPlan = { seed: 21, units: [6, 5], counterBits: [3] }
const kinds: readonly (readonly [string, CheckpointPlan])[] = [
  ['a melody model', small],
  ['one with attention', { seed: 22, units: [6, 5], attentionLength: 4 }],
]

const tokens = fc.array(fc.nat(VOCABULARY - 1), { maxLength: 24 })

async function model(plan: CheckpointPlan = small): Promise<LstmMelodyModel> {
  return new LstmMelodyModel(await loadCheckpoint(memoryFiles(randomCheckpoint(plan))))
}

function feed(player: LstmMelodyModel, line: readonly number[], from = 0): number[] {
  line.forEach((token, step) => player.feed(token, from + step))
  return Array.from(player.query())
}

describe.each(kinds)('the state of %s', (_, plan) => {
  test(`comes back as it was saved, whatever was played between (seed ${SEED})`, async () => {
    const player = await model(plan)
    fc.assert(
      fc.property(tokens, tokens, tokens, (before, between, after) => {
        player.reset()
        const here = feed(player, before)
        const state = player.save()
        const straightOn = feed(player, after, before.length)
        player.restore(state)
        feed(player, between, 7)
        player.restore(state)
        expect(Array.from(player.query())).toEqual(here)
        expect(feed(player, after, before.length)).toEqual(straightOn)
      }),
      { seed: SEED },
    )
  })

  test(`after a reset is that of a model fresh from its file (seed ${SEED})`, async () => {
    const used = await model(plan)
    const fresh = await model(plan)
    const zero = fresh.save()
    fc.assert(
      fc.property(tokens, tokens, (before, line) => {
        feed(used, before)
        used.reset()
        fresh.restore(zero)
        expect(feed(used, line)).toEqual(feed(fresh, line))
      }),
      { seed: SEED },
    )
  })

  test(`goes on to the same bits, whether or not a step is prepared (seed ${SEED})`, async () => {
    const player = await model(plan)
    const other = await model(plan)
    const zero = player.save()
    const moves = fc.array(
      fc.oneof(
        fc.record({ token: fc.nat(VOCABULARY - 1) }),
        fc.constantFrom('prepare' as const, 'reset' as const, 'back to the start' as const),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(moves, (line) => {
        line.forEach((move, step) => {
          for (const each of [player, other]) {
            if (typeof move === 'object') each.feed(move.token, step)
            else if (move === 'reset') each.reset()
            else if (move === 'back to the start') each.restore(zero)
          }
          if (move === 'prepare') player.prepare()
          expect(player.query()).toEqual(other.query())
        })
      }),
      { seed: SEED },
    )
  })

  test('can be saved over an earlier copy', async () => {
    const player = await model(plan)
    const slot = player.save()
    const logits = feed(player, [5, 0, 7])
    expect(player.save(slot)).toBe(slot)
    feed(player, [9])
    player.restore(slot)
    expect(Array.from(player.query())).toEqual(logits)
  })

  test('of a model of another size is refused', async () => {
    const player = await model(plan)
    const other = (await model({ seed: 1, units: [7] })).save()
    expect(() => player.restore(other)).toThrow(RangeError)
    expect(() => player.save(other)).toThrow(RangeError)
  })
})

describe('a query', () => {
  test.each(kinds)(
    'of %s before the first token is as after a rest before the bar',
    async (_, plan) => {
      const player = await model(plan)
      const opening = Array.from(player.query())
      const goesOn = feed(player, [3])
      const rested = await model(plan)
      expect(opening).toEqual(feed(rested, [HOLD], -1))
      rested.reset()
      expect(Array.from(rested.query())).toEqual(opening)
      expect(feed(rested, [3])).toEqual(goesOn)
    },
  )

  test('reads and changes nothing', async () => {
    const asked = await model()
    const unasked = await model()
    for (let step = 0; step < 20; step++) {
      asked.feed((step * 7) % VOCABULARY, step)
      unasked.feed((step * 7) % VOCABULARY, step)
      asked.query()
      asked.query()
    }
    expect(asked.query()).toEqual(unasked.query())
  })
})

describe('a counter', () => {
  test('comes round after two to the power of its bits, also before the first bar line', async () => {
    const player = await model()
    const at = (counter: number) => {
      player.reset()
      player.feed(4, counter)
      return Array.from(player.query())
    }
    expect(at(3)).toEqual(at(11))
    expect(at(3)).toEqual(at(3 + 8 * 10 ** 9))
    expect(at(-5)).toEqual(at(3))
    expect(at(3)).not.toEqual(at(4))
  })

  test('that is no whole number is refused by a model that reads it', async () => {
    const reads = await model()
    expect(() => reads.feed(0, 0.5)).toThrow(RangeError)
    expect(() => reads.feed(0, NaN)).toThrow(RangeError)
    const ignores = await model({ seed: 1, units: [7] })
    ignores.feed(0, NaN)
    expect(ignores.query().every(Number.isFinite)).toBe(true)
  })
})

test.each([-1, VOCABULARY, 1.5, NaN])('token %s is not in the vocabulary', async (token) => {
  const player = await model()
  const before = feed(player, [2, 0])
  expect(() => player.feed(token, 0)).toThrow(`token ${token} is not in the vocabulary 0..37`)
  expect(Array.from(player.query())).toEqual(before)
})

test('very large sums saturate the gates and stay finite', async () => {
  const folder = randomCheckpoint({ seed: 31, units: [8] })
  const shard = folder.get('shard')
  if (shard === undefined) throw new Error('no shard')
  new Float32Array(shard.buffer).forEach((value, at, all) => (all[at] = value * 1e6))
  const player = new LstmMelodyModel(await loadCheckpoint(memoryFiles(folder)))
  expect(feed(player, [5, 6, 0, 0, 1]).every(Number.isFinite)).toBe(true)
})
