import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isReset } from '../../../bridge/rtpMidi/channelMode.ts'
import { decodeRtp } from '../../../bridge/rtpMidi/payload.ts'
import { Receiver } from '../../../bridge/rtpMidi/receiver.ts'
import { Sender } from '../../../bridge/rtpMidi/sender.ts'

/** A synthesiser that knows nothing of networks: what it sounds like after some messages. */
class Synthesiser {
  readonly state: Record<string, number> = {}

  play(message: Uint8Array): void {
    const [status = 0, first = 0, second = 0] = message
    const channel = status & 15
    const set = (what: string, value: number, rest = 0): void => {
      if (value === rest) Reflect.deleteProperty(this.state, `${channel} ${what}`)
      else this.state[`${channel} ${what}`] = value
    }
    switch (status & 0xf0) {
      case 0x80:
        set(`note ${first}`, 0)
        break
      case 0x90:
        set(`note ${first}`, second)
        break
      case 0xa0:
        set(`touch ${first}`, second)
        break
      case 0xc0:
        set('program', first + 1)
        break
      case 0xd0:
        set('pressure', first)
        break
      case 0xe0:
        set('wheel', (second << 7) | first, 8192)
        break
      case 0xb0:
        if (first < 120 || first === 122) set(`controller ${first}`, second)
        else this.#command(channel, first)
    }
  }

  #command(channel: number, controller: number): void {
    for (const key of Object.keys(this.state)) {
      const [owner, what = '', number] = key.split(' ')
      const isUndone =
        controller === 121
          ? ['touch', 'pressure', 'wheel'].includes(what) ||
            (what === 'controller' && isReset(Number(number)))
          : what === 'note'
      if (Number(owner) === channel && isUndone) Reflect.deleteProperty(this.state, key)
    }
  }
}

const byte = fc.constantFrom(0, 1, 60, 64, 127)
const message = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(0x90, 0x80, 0x91), byte, byte) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(0xb0, 0xb1), fc.integer({ min: 0, max: 127 }), byte),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant(0xb0), fc.constantFrom(0, 32, 120, 121, 123), byte),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(0xe0, 0xa0), byte, byte) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(0xc0, 0xd0), byte) },
)
const bytes = message.map((numbers) => Uint8Array.from(numbers))
const step = fc.record({
  messages: fc.array(bytes, { minLength: 1, maxLength: 5 }),
  isLost: fc.boolean(),
  /** Whether the receiver’s word reaches the sender. */
  isConfirmed: fc.boolean(),
})

const take = (receiver: Receiver, packet: Uint8Array): Uint8Array[] => {
  const rtp = decodeRtp(packet)
  const heard = rtp === null ? null : receiver.receive(rtp)
  if (heard === null) throw new Error('our own packet is malformed')
  return heard.map(({ message: one }) => one)
}

describe('a stream over a network that loses packets', () => {
  test('whatever is lost, the receiver ends with the sender’s notes, programs and controllers', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 0xffff }),
        (steps, first) => {
          const sender = new Sender(1, first)
          const receiver = new Receiver()
          const wanted = new Synthesiser()
          const heard = new Synthesiser()
          for (const { messages, isLost, isConfirmed } of steps) {
            for (const one of messages) wanted.play(one)
            for (const packet of sender.packets(messages, 0)) {
              if (isLost) continue
              for (const one of take(receiver, packet)) heard.play(one)
              if (isConfirmed) sender.confirm(receiver.last ?? 0)
            }
          }
          const guard = sender.guard(1000)
          if (guard !== null) for (const one of take(receiver, guard)) heard.play(one)
          expect(heard.state).toEqual(wanted.state)
        },
      ),
      { seed: 20_260_302, numRuns: 2000 },
    )
  })

  test('packets in any order and twice leave the receiver where the sender is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(bytes, fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 40 }),
        (plays) => {
          const sender = new Sender(1, 65_530)
          const receiver = new Receiver()
          const wanted = new Synthesiser()
          const heard = new Synthesiser()
          const packets = plays.flatMap(([one, delay], i) => {
            wanted.play(one)
            return sender.packets([one], 0).map((packet) => ({ packet, at: i + delay }))
          })
          packets.sort((a, b) => a.at - b.at)
          for (const { packet } of [...packets, ...packets.slice(-3)]) {
            for (const one of take(receiver, packet)) heard.play(one)
          }
          const guard = sender.guard(1000)
          if (guard !== null) for (const one of take(receiver, guard)) heard.play(one)
          expect(heard.state).toEqual(wanted.state)
        },
      ),
      { seed: 20_260_303, numRuns: 500 },
    )
  })

  test('a lossless stream is heard as it was played, message for message', () => {
    fc.assert(
      fc.property(fc.array(fc.array(bytes, { minLength: 1, maxLength: 8 })), (chords) => {
        const sender = new Sender(1, 0)
        const receiver = new Receiver()
        const heard = chords.flatMap((chord) =>
          sender.packets(chord, 0).flatMap((packet) => take(receiver, packet)),
        )
        expect(heard).toEqual(chords.flat())
      }),
      { seed: 20_260_304 },
    )
  })

  test('a system exclusive of 50,000 bytes comes whole, and one with a hole does not come', () => {
    const sender = new Sender(1, 0)
    const receiver = new Receiver()
    const long = Uint8Array.from({ length: 50_000 }, (_, i) => i & 127)
    long[0] = 0xf0
    long[long.length - 1] = 0xf7
    const heard = sender.packets([long], 0).flatMap((packet) => take(receiver, packet))
    expect(heard).toEqual([long])
    const holed = sender.packets([long], 0).filter((_, i) => i !== 5)
    expect(holed.flatMap((packet) => take(receiver, packet))).toEqual([])
  })

  test('a confirmed past is in no journal', () => {
    const sender = new Sender(1, 7)
    const size = (): number => sender.packets([Uint8Array.of(0xf8)], 0)[0]?.length ?? 0
    const empty = (size(), size())
    const notes = Array.from({ length: 40 }, (_, i) => Uint8Array.of(0x90, i, 100))
    sender.packets(notes, 0)
    expect(size()).toBeGreaterThan(empty + 80)
    sender.confirm(10)
    expect(size()).toBe(empty)
  })

  test('guards go out until the last packet is confirmed, and no longer', () => {
    const sender = new Sender(1, 0)
    sender.packets([Uint8Array.of(0x90, 60, 100)], 0)
    expect(sender.guard(10)).toBeNull()
    const guard = sender.guard(25)
    expect(guard).not.toBeNull()
    sender.confirm(1)
    expect(sender.guard(10_000)).toBeNull()
  })
})
