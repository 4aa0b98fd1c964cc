import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEnsemble, type EnsembleMessage } from '../../bridge/ensemble.ts'
import { decode, isBundle } from '../../bridge/osc.ts'
import { digestText } from '../../engine/core/digest.ts'
import type { Event } from '../../engine/core/events.ts'
import { seconds, ticks } from '../../engine/core/units.ts'
import { EnsembleLeader } from '../../engine/edges/ensembleLeader.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { isPetal } from '../../engine/performance/commands.ts'
import { Conductor, LOOKAHEAD_SECONDS } from '../../engine/performance/conductor.ts'
import { Follower, type Comparison } from '../../engine/performance/follower.ts'
import {
  decodeSnapshot,
  encodeSnapshot,
  type ShowSnapshot,
} from '../../engine/performance/showSnapshot.ts'
import type { NoteOnCommand } from '../../engine/sound/commands.ts'
import { frameOf } from '../../engine/performance/view.ts'
import type { Frame } from '../../engine/visuals/frame.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import type { Performance } from '../../engine/performance/state.ts'
import { advance, advanceTo, step } from '../../engine/performance/step.ts'
import { PartCollector } from '../../engine/performance/snapshotParts.ts'
import { performances, perform } from './script.ts'
import { noteOff, noteOn, READY } from './stage.ts'
import { runs } from './scriptedNetwork.ts'

const BUILD = 'test'
/** Exact in binary, so that times can be compared. */
const WAKE = 1 / 256
/** Longer than any message of these tests is under way. */
const BEHIND = 16 * WAKE

/** A leader as the page composes it, on a clock moved by hand, whose network answers at once. */
class Leader {
  readonly petals = createPetalStore(1000, 1)
  readonly sent: EnsembleMessage[] = []
  readonly commands: Command[] = []
  readonly edge: EnsembleLeader
  readonly conductor: Conductor
  now = 0
  readonly #network = runs()

  constructor() {
    const asked: Command[] = []
    this.edge = new EnsembleLeader('take', {
      send: (packet) => {
        const message = readEnsemble(decode(packet))
        if (message !== null) this.sent.push(message)
      },
      snapshot: () => this.snapshot(),
      network: () => null,
      say: () => undefined,
    })
    this.conductor = new Conductor(5, BUILD, {
      write: (lines) => this.edge.write(lines),
      perform: (commands) => {
        asked.push(...commands)
        this.commands.push(...commands)
        for (const command of commands) if (isPetal(command)) this.petals.apply(command)
      },
    })
    this.answer = () => {
      for (const command of asked.splice(0)) {
        const reply = command.type === 'ask' ? this.#network.answer(command.ask) : null
        if (reply?.outcome === 'logits') {
          this.tell({ type: 'modelReply', ask: reply.ask, logits: reply.logits })
        }
      }
    }
    this.edge.joined()
    this.tell(READY)
  }

  readonly answer: () => void

  snapshot(): ShowSnapshot {
    return {
      build: BUILD,
      nextSequence: this.conductor.nextSequence,
      showSeconds: this.now,
      state: this.conductor.state,
      scene: 'garden',
      petals: this.petals.snapshot(),
    }
  }

  tell(event: Event): void {
    this.conductor.accept(event, this.now)
  }

  ask(): void {
    const packet = decode(encodeAsk())
    if (!isBundle(packet)) this.edge.hear(packet)
  }

  wake(): void {
    this.now += WAKE
    this.conductor.advanceTo(this.now + LOOKAHEAD_SECONDS)
    this.answer()
    this.edge.wake(this.conductor.state, this.conductor.nextSequence, this.now)
  }
}

const encodeAsk = (): Uint8Array => {
  const text = '/anthesis/ensemble/ask\0\0,\0\0\0'
  return new TextEncoder().encode(text)
}

/** A follower that hears what it is given. */
class Listener {
  readonly petals = createPetalStore(1000, 1)
  readonly commands: Command[] = []
  readonly comparisons: Comparison[] = []
  readonly follower = new Follower(BUILD, {
    perform: (commands) => {
      this.commands.push(...commands)
      for (const command of commands) if (isPetal(command)) this.petals.apply(command)
    },
    happened: () => undefined,
    begin: ({ petals }) => this.petals.restore(petals),
    compared: (comparison) => this.comparisons.push(comparison),
  })
  readonly #parts = new PartCollector()

  hear(message: EnsembleMessage): void {
    if (message.type === 'snapshot') {
      const bytes = this.#parts.take(message)
      if (bytes) this.follower.hear({ type: 'snapshot', take: message.take, bytes })
    } else if (message.type === 'lead' || message.type === 'record' || message.type === 'beat') {
      this.follower.hear(message)
    }
  }
}

/** A phrase, a knob and a mode, and the rests in which the partner answers. */
const SHOW: readonly (readonly [number, Event])[] = [
  [0.5, noteOn(60)],
  [0.9, noteOff(60)],
  [1.0, noteOn(64)],
  [1.4, noteOff(64)],
  [2.5, { type: 'setParameter', parameter: 'temperature', value: 1.4 }],
  [3.2, { type: 'setParameter', parameter: 'tempo', value: 133 }],
  [5.0, noteOn(67)],
  [5.3, noteOff(67)],
  [6.1, { type: 'mode', mode: 'together' }],
  [6.6, noteOn(72)],
  [7.0, noteOff(72)],
]

const notesOf = (commands: readonly Command[]): readonly NoteOnCommand[] =>
  commands.filter((command) => command.type === 'noteOn')

/** @param each gets what the leader said at each wake */
function show(
  leader: Leader,
  untilSeconds: number,
  each: (messages: readonly EnsembleMessage[]) => void,
): void {
  const left = SHOW.filter(([at]) => at > leader.now)
  while (leader.now < untilSeconds) {
    while (left[0] !== undefined && left[0][0] <= leader.now + WAKE) {
      // Between what was drawn and what will be.
      leader.conductor.accept(left[0][1], leader.now + WAKE / 2)
      left.shift()
    }
    leader.wake()
    each(leader.sent.splice(0))
  }
}

describe('a follower', () => {
  test('that joins in mid-show plays the leader’s notes and draws its picture at the same show time', () => {
    const leader = new Leader()
    const listener = new Listener()
    const frames: Frame[] = []
    let joinedAt = Infinity
    let compared = 0
    show(leader, 9, (messages) => {
      for (const message of messages) listener.hear(message)
      if (leader.now > 2 && listener.follower.asks(leader.now)) leader.ask()
      frames.push(frameOf(leader.conductor.state, leader.now))
      const shown = leader.now - BEHIND
      listener.follower.advanceTo(shown)
      const state = listener.follower.performance
      if (state === null) return
      joinedAt = Math.min(joinedAt, leader.now)
      if (shown <= joinedAt) return
      expect(frameOf(state, shown)).toEqual(frames.at(-1 - BEHIND / WAKE))
      compared++
    })
    expect(compared).toBeGreaterThan(1500)
    const heard = notesOf(listener.commands)
    const played = notesOf(leader.commands)
    const first = played.findIndex(({ id }) => id === heard[0]?.id)
    expect(heard.length).toBeGreaterThan(10)
    expect(heard).toEqual(played.slice(first, first + heard.length))
    const { count } = listener.petals
    expect(count).toBeGreaterThan(heard.length)
    expect(listener.petals.values.subarray(0, count)).toEqual(
      leader.petals.values.subarray(0, count),
    )
    expect(listener.comparisons.length).toBeGreaterThan(2)
    for (const { digest, leaders } of listener.comparisons) expect(digest).toBe(leaders)
  })

  test('finds its way through messages that are lost, come twice or overtake each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('pass', 'pass', 'pass', 'lose', 'twice', 'late'), {
          minLength: 50,
          maxLength: 200,
        }),
        (fates) => {
          const leader = new Leader()
          const listener = new Listener()
          let number = 0
          const late: EnsembleMessage[] = []
          listener.hear({ type: 'lead', take: 'take' })
          show(leader, 9, (messages) => {
            for (const message of messages) {
              const fate = leader.now < 4 ? fates[number++ % fates.length] : 'pass'
              if (fate === 'late') late.push(message)
              else if (fate !== 'lose') listener.hear(message)
              if (fate === 'twice') listener.hear(message)
            }
            if (number % 5 === 0) for (const message of late.splice(0)) listener.hear(message)
            if (listener.follower.asks(leader.now)) leader.ask()
            listener.follower.advanceTo(leader.now - BEHIND)
          })
          expect(listener.follower.following).toEqual({ state: 'following' })
          listener.follower.advanceTo(leader.now)
          const { performance } = listener.follower
          expect(performance && digestText(performance.digest)).toBe(
            digestText(leader.conductor.state.digest),
          )
          for (const { digest, leaders } of listener.comparisons) expect(digest).toBe(leaders)
        },
      ),
      { numRuns: 4 },
    )
  })

  test('parts from a leader whose digest differs, says so, and joins anew', () => {
    const leader = new Leader()
    const listener = new Listener()
    let forged = 0
    show(leader, 4, (messages) => {
      for (const message of messages) {
        const isForged = message.type === 'beat' && leader.now > 2 && forged++ === 0
        listener.hear(isForged ? { ...message, digest: 'another' } : message)
      }
      if (listener.follower.asks(leader.now)) leader.ask()
      listener.follower.advanceTo(leader.now - BEHIND)
    })
    const parted = listener.comparisons.filter(({ digest, leaders }) => digest !== leaders)
    expect(parted).toEqual([expect.objectContaining({ leaders: 'another' })])
    expect(listener.follower.following).toEqual({ state: 'following' })
  })

  test('of another build joins nobody and says what to do', () => {
    const follower = new Follower('other', {
      perform: () => undefined,
      happened: () => undefined,
      begin: () => undefined,
      compared: () => undefined,
    })
    follower.hear({ type: 'lead', take: 'take' })
    follower.hear({
      type: 'snapshot',
      take: 'take',
      bytes: encodeSnapshot(new Leader().snapshot()),
    })
    expect(follower.following).toEqual({
      state: 'joining',
      why: 'The leader runs Anthesis test, this machine other; give both the same.',
    })
  })
})

describe('a snapshot of the show', () => {
  test('leads to the same digest after any performance, through the bytes and back', () => {
    fc.assert(
      fc.property(performances, performances, (before, after) => {
        const run = perform(before, [0.02])
        const { conductor } = run
        const snapshot = {
          build: BUILD,
          nextSequence: conductor.nextSequence,
          showSeconds: 1,
          state: conductor.state,
          scene: 'Ünicode ✿',
          petals: createPetalStore(8, 1).snapshot(),
        }
        const read = decodeSnapshot(encodeSnapshot(snapshot), BUILD)
        expect(read).toEqual(snapshot)
        const fold = (state: Performance): string =>
          after
            .reduce((now, { event }, sequence) => {
              const atSeconds = seconds(1000 + sequence)
              return step(advance(now, ticks(now.horizonTicks + 333)).state, {
                atSeconds,
                event,
              }).state
            }, state)
            .digest.high.toString()
        expect(fold(read.state)).toBe(fold(conductor.state))
      }),
      { numRuns: 20 },
    )
  })

  test.each([
    ['a grid without its origin', '"originTicks":', '"originTicjs":'],
    ['a grid beyond counting', '"originTicks":0', '"originTicks":-9e99'],
    ['a tempo that begins nowhere', '"fromSeconds":', '"fromSeconcs":'],
  ])('with %s is folded to an end', (_, written, damage) => {
    const whole = new TextDecoder('latin1').decode(encodeSnapshot(new Leader().snapshot()))
    expect(whole).toContain(written)
    const damaged = whole.replace(written, damage)
    const bytes = Uint8Array.from(damaged, (letter) => letter.charCodeAt(0))
    const length = new DataView(bytes.buffer).getUint32(0, true)
    new DataView(bytes.buffer).setUint32(0, length + damage.length - written.length, true)
    const { state } = decodeSnapshot(bytes, BUILD)
    expect(advance(state, ticks(7000)).state.horizonTicks).toBeLessThanOrEqual(7000)
    advanceTo(state, 10)
  })

  test('that is damaged anywhere brings nobody down', () => {
    const whole = encodeSnapshot(new Leader().snapshot())
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, isCut) => {
          const damaged = isCut ? whole.slice(0, at) : whole.slice()
          if (!isCut) damaged[at] = (damaged[at] ?? 0) ^ change
          const follower = new Listener().follower
          follower.hear({ type: 'lead', take: 'take' })
          follower.hear({ type: 'snapshot', take: 'take', bytes: damaged })
          follower.hear({
            type: 'beat',
            take: 'take',
            nextSequence: 1,
            showSeconds: 9,
            horizonTicks: 7000,
            digest: '',
          })
          follower.advanceTo(10)
        },
      ),
      { numRuns: 300 },
    )
  })
})
