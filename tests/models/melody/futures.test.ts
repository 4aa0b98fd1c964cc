import { describe, expect, test } from 'vitest'
import { draw } from '../../../engine/core/random.ts'
import { loadCheckpoint } from '../../../models/melody/checkpoint.ts'
import { Continuator } from '../../../models/melody/continuator.ts'
import { beginCourse, courseAfter } from '../../../engine/continuation/course.ts'
import { plainDice } from '../../../engine/continuation/dice.ts'
import { NO_LEAN } from '../../../engine/continuation/lean.ts'
import { throwDice } from '../../../engine/continuation/throwDice.ts'
import { FUTURE_LANES } from '../../../models/melody/futures.ts'
import type { Future, FuturesAsk, FuturesReply } from '../../../models/melody/futuresAsk.ts'
import { FuturesService } from '../../../models/melody/futuresService.ts'
import { bestKernels } from '../../../models/melody/kernels/bestKernels.ts'
import { LstmMelodyModel } from '../../../models/melody/lstm.ts'
import { createPause } from '../../../models/melody/pause.ts'
import { memoryFiles, randomCheckpoint, randomPrimer } from './randomCheckpoint.ts'

const checkpoint = await loadCheckpoint(
  memoryFiles(randomCheckpoint({ seed: 61, units: [20, 13], counterBits: [4] })),
)
const primer = randomPrimer(1, 24)
const counters = primer.map((_, step) => step)

const wish: FuturesAsk = {
  ask: 3,
  context: 1,
  keep: primer.length,
  tokens: [],
  counters: [],
  counter: primer.length,
  count: FUTURE_LANES + 3,
  steps: 12,
  dice: plainDice(0.9),
  seed: 42,
  stream: 'melody',
  firstDraw: 7,
}

const feedPrimer = (continuator: Continuator<unknown>) =>
  continuator.answer({ ask: 1, context: 1, keep: 0, tokens: primer, counters, reply: false })

/** @param pause what happens between two slices; the clock stands still once it is `slow` */
function service(pause: () => Promise<void> = () => Promise.resolve(), slow = false) {
  const model = new LstmMelodyModel(checkpoint, bestKernels, FUTURE_LANES)
  const player = { model, continuator: new Continuator(model) }
  feedPrimer(player.continuator)
  const sent: FuturesReply[] = []
  let time = 0
  const now = () => (slow ? time++ : 0)
  const futures = new FuturesService({ now, pause }, (reply) => sent.push(reply))
  return { player, sent, futures, grow: (ask: FuturesAsk) => futures.grow(player, ask) }
}

function futuresOf([reply]: readonly FuturesReply[]): readonly Future[] {
  if (reply?.outcome !== 'futures') throw new Error(`no futures but ${JSON.stringify(reply)}`)
  return reply.futures
}

/** Without how surprising they are: that is computed otherwise, and equal within rounding. */
const drawnOf = (sent: readonly FuturesReply[]) =>
  futuresOf(sent).map(({ tokens, probabilities }) => ({ tokens, probabilities }))

/** The same, played one after another and drawn by the fold. */
function played(ask: FuturesAsk, heard = primer) {
  return Array.from({ length: ask.count }, (_, n) => {
    const model = new LstmMelodyModel(checkpoint)
    heard.forEach((token, step) => model.feed(token, step))
    let course = beginCourse()
    const future = { tokens: [] as number[], probabilities: [] as number[] }
    for (let step = 0; step < ask.steps; step++) {
      const stream = n === 0 ? ask.stream : `${ask.stream}/${n}`
      const random = draw(ask.seed, stream, ask.firstDraw + step)
      const logits = model.query()
      const drawn = throwDice(logits, ask.dice, NO_LEAN, course, model.facts.minPitch, random)
      const { token, probability } = drawn
      course = courseAfter(course, token)
      future.tokens.push(token)
      future.probabilities.push(probability)
      model.feed(token, ask.counter + step)
    }
    return future
  })
}

describe('futures', () => {
  test('draw with the same hands on the dice as playing does', async () => {
    const { sent, grow } = service()
    const dice = { ...plainDice(1.2), topP: 0.8, density: 0.5, repetitionPenalty: 1, lowest: 60 }
    await grow({ ...wish, dice })
    expect(drawnOf(sent)).toEqual(played({ ...wish, dice }))
  })

  test.each([0, 0.9, 1])(
    'are to the last bit what playing would draw, at temperature %s',
    async (temperature) => {
      const { sent, grow } = service()
      await grow({ ...wish, dice: plainDice(temperature) })
      expect(drawnOf(sent)).toEqual(played({ ...wish, dice: plainDice(temperature) }))
    },
  )

  test('say how surprising each sixteenth is, as the fold does', async () => {
    const { sent, grow } = service()
    await grow({ ...wish, count: 1, dice: plainDice(1) })
    const [future] = futuresOf(sent)
    const likelihoods = future?.surpriseBits.map((bits) => 2 ** -bits) ?? []
    expect(likelihoods).toHaveLength(wish.steps)
    for (const [step, likelihood] of likelihoods.entries()) {
      expect(likelihood).toBeCloseTo(future?.probabilities[step] ?? NaN, 6)
    }
  })

  test('are the same however they are spread over time, while playing goes on', async () => {
    let pauses = 0
    const { sent, grow, player } = service(() => {
      pauses++
      const tokens = [pauses % 30]
      const ask = { ask: 1, context: 1, keep: primer.length, tokens, counters: [pauses] }
      const reply = player.continuator.answer({ ...ask, reply: true })
      expect(reply?.outcome).toBe('logits')
      return Promise.resolve()
    }, true)
    await grow(wish)
    expect(pauses).toBeGreaterThan(20)
    expect(drawnOf(sent)).toEqual(played(wish))
  })

  test('leave what is played as it is', async () => {
    const { grow, player } = service()
    const before = Array.from(player.model.query())
    await grow(wish)
    expect(Array.from(player.model.query())).toEqual(before)
    player.model.feed(3, 24)
    const alone = new LstmMelodyModel(checkpoint)
    ;[...primer, 3].forEach((token, step) => alone.feed(token, step))
    expect(player.model.query()).toEqual(alone.query())
  })

  test('begin after tokens of their own, and from the beginning of everything', async () => {
    const { sent, grow } = service()
    await grow({ ...wish, keep: 20, tokens: primer.slice(20), counters: counters.slice(20) })
    await grow({ ...wish, keep: 0, counter: 0 })
    expect(drawnOf(sent)).toEqual(played(wish))
    expect(drawnOf(sent.slice(1))).toEqual(played({ ...wish, counter: 0 }, []))
  })

  test('that begin where the worker no longer is are lost', async () => {
    const { sent, grow } = service()
    await grow({ ...wish, context: 2 })
    await grow({ ...wish, keep: primer.length + 1 })
    expect(sent).toEqual([
      { ask: 3, outcome: 'lost' },
      { ask: 3, outcome: 'lost' },
    ])
  })

  test('give way to newer ones, and to another model', async () => {
    const { sent, grow, futures } = service(createPause(), true)
    const first = grow(wish)
    const second = grow({ ...wish, ask: 4, count: 2 })
    await Promise.all([first, second])
    const third = grow({ ...wish, ask: 5 })
    futures.stop()
    await third
    expect(sent.map(({ ask, outcome }) => [ask, outcome])).toEqual([
      [3, 'replaced'],
      [4, 'futures'],
      [5, 'replaced'],
    ])
    expect(drawnOf(sent.slice(1))).toEqual(played({ ...wish, count: 2 }))
  })

  test.each([
    [{ count: 0 }, /count is 0, not a whole number of 1 to 1024/],
    [{ steps: 1e6 }, /steps is 1000000/],
    [{ dice: plainDice(NaN) }, /rhythmTemperature is NaN/],
    [{ tokens: [1] }, /1 tokens came with 0 counters/],
    [{ tokens: [38], counters: [1] }, /a token is 38/],
    [{ counter: 0.5 }, /counter is not an integer/],
    [{ seed: -1 }, /seed is -1/],
  ])('asked for with %o are refused in one line', async (wrong, says) => {
    const { sent, grow } = service()
    await grow({ ...wish, ...wrong })
    const [reply] = sent
    expect(sent).toHaveLength(1)
    expect(reply?.outcome === 'refused' && reply.reason).toMatch(says)
  })
})
