import fc from 'fast-check'
import { isTimeable } from '../../engine/core/checkEvent.ts'
import { ERRANDS, MODES, type Event } from '../../engine/core/events.ts'
import { midiNote, ticks, unit } from '../../engine/core/units.ts'
import type { Ask } from '../../engine/continuation/ask.ts'
import { draw } from '../../engine/core/random.ts'
import { LOOKAHEAD_SECONDS } from '../../engine/performance/conductor.ts'
import { createRun, type Run } from './run.ts'

/** An event of a random performance, with the pause before it. */
export interface Happening {
  readonly afterSeconds: number
  readonly event: Event
}

const device = fc.constantFrom('keys', 'midi:Keystep 37', 'midi:nanoKONTROL')
const channel = fc.integer({ min: 1, max: 2 })
const pitch = fc.integer({ min: 36, max: 90 }).map(midiNote)
const share = fc.integer({ min: 0, max: 127 }).map((value) => unit(value / 127))
const parameter = fc.constantFrom(
  ...['temperature', 'tempo', 'model.level', 'click', 'no.such', 'model.output'],
  ...['performer.channel', 'tap', 'count-in', 'panic', 'sweep.start', 'partner.continue'],
)

const playing: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ type: fc.constant('noteOn' as const), device, channel, pitch, velocity: share }),
  fc.record({ type: fc.constant('noteOff' as const), device, channel, pitch }),
)

const turning: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    type: fc.constant('control' as const),
    device,
    channel,
    controller: fc.constantFrom(1, 21, 64),
    value: share,
  }),
  fc.record({
    type: fc.constant('setParameter' as const),
    parameter,
    value: fc.double({ min: -10, max: 400, noNaN: true }),
  }),
  fc.record({ type: fc.constant('learn' as const), parameter }),
  fc.record({
    type: fc.constant('sweep' as const),
    parameter,
    from: fc.double({ min: 0, max: 2, noNaN: true }),
    to: fc.double({ min: 0, max: 2, noNaN: true }),
    durationTicks: fc.integer({ min: 0, max: 8000 }).map(ticks),
  }),
  fc.record({
    type: fc.constant('nudge' as const),
    parameter,
    direction: fc.constantFrom(-1 as const, 0 as const, 1 as const),
  }),
)

const timed: fc.Arbitrary<Event> = fc.record({
  type: fc.constant('timed' as const),
  dueSeconds: fc.double({ min: 0, max: 20, noNaN: true }),
  event: fc.oneof(playing, turning).filter(isTimeable),
})

const directing: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ type: fc.constant('device' as const), device, connected: fc.boolean() }),
  fc.constant({ type: 'panic' } as const),
  fc.constant({ type: 'tap' } as const),
  fc.record({ type: fc.constant('errand' as const), errand: fc.constantFrom(...ERRANDS) }),
  fc.constant({ type: 'countIn' } as const),
  fc.record({
    type: fc.constant('mode' as const),
    mode: fc.constantFrom(...MODES),
    when: fc.constantFrom('now' as const, 'bar' as const),
  }),
  fc.record({
    type: fc.constant('progression' as const),
    chords: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 6 }), {
      maxLength: 5,
    }),
  }),
  fc.constant({ type: 'veto' } as const),
  fc.record({ type: fc.constant('continue' as const), steps: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    type: fc.constant('voiceOutput' as const),
    voice: fc.constantFrom('performer' as const, 'model' as const),
    output: fc.constantFrom('internal' as const, 'midi' as const, 'both' as const),
    port: fc.constantFrom('', 'Synth'),
    channel,
  }),
  fc.record({
    type: fc.constant('voiceOutput' as const),
    voice: fc.constantFrom('performer' as const, 'model' as const),
    port: fc.constantFrom('', 'Synth'),
  }),
  fc.constant({
    type: 'model',
    status: 'ready',
    name: 'random',
    hash: 'abc',
    minPitch: midiNote(48),
    maxPitch: midiNote(83),
  } as const),
  fc.constant({ type: 'model', status: 'failed', reason: 'The worker crashed.' } as const),
)

/** A performance of anything in any order: mostly playing, with rests in which answers come. */
export const performances: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({
    afterSeconds: fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: 0, max: 0.3, noNaN: true }) },
      { weight: 1, arbitrary: fc.double({ min: 0.5, max: 4, noNaN: true }) },
    ),
    event: fc.oneof(
      { weight: 8, arbitrary: playing },
      { weight: 2, arbitrary: turning },
      { weight: 1, arbitrary: timed },
      { weight: 2, arbitrary: directing },
    ),
  }),
  { maxLength: 60 },
)

/** Logits that depend on the question alone: a network for tests, with a taste for notes. */
const logitsFor = (ask: Ask): number[] =>
  Array.from({ length: 38 }, (_, token) => Math.fround(3 * draw(ask.ask, 'logits', token)))

/**
 * Plays a performance as the page does: time moves on in windows, a network answers some asks at
 * once, loses some and leaves some open.
 * @param windowSeconds the length of each window, taken in turn
 */
export function perform(happenings: readonly Happening[], windowSeconds: readonly number[]): Run {
  const run = createRun(11)
  const { conductor, commands } = run
  let answered = 0
  const answer = (nowSeconds: number) => {
    for (; answered < commands.length; answered++) {
      const command = commands[answered]
      if (command?.type !== 'ask' || !command.ask.reply) continue
      const { ask } = command.ask
      if (ask % 11 === 10) conductor.accept({ type: 'modelLost', ask }, nowSeconds)
      else if (ask % 7 !== 6) {
        conductor.accept({ type: 'modelReply', ask, logits: logitsFor(command.ask) }, nowSeconds)
      }
    }
  }
  let now = 0
  let turn = 0
  const moveTo = (seconds: number) => {
    while (now < seconds) {
      const window = windowSeconds[turn++ % windowSeconds.length] ?? 1
      now = Math.min(seconds, now + window)
      conductor.advanceTo(now + LOOKAHEAD_SECONDS)
    }
  }
  for (const { afterSeconds, event } of happenings) {
    moveTo(now + afterSeconds)
    conductor.accept(event, now)
    answer(now)
  }
  moveTo(now + 6)
  answer(now)
  return run
}
