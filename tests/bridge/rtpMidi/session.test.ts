import { describe, expect, test } from 'vitest'
import { decodeControl, encodeControl, type Control } from '../../../bridge/rtpMidi/control.ts'
import { decodeJournal } from '../../../bridge/rtpMidi/journalDecoder.ts'
import { encodeJournal } from '../../../bridge/rtpMidi/journalEncoder.ts'
import { Sender } from '../../../bridge/rtpMidi/sender.ts'
import { randomOf } from '../midiRandom.ts'
import { Network, type Told } from './network.ts'

const SEED = 20_260_305
const NOTE = [0x90, 60, 100]

const connected = (ahead = 0): { network: Network; piano: Told; tablet: Told } => {
  const network = new Network()
  const piano = network.add('piano')
  const tablet = network.add('tablet', ahead)
  tablet.session.invite(piano.address)
  network.run(3000)
  return { network, piano, tablet }
}

const play = (from: Told, to: Told, ...messages: number[][]): boolean =>
  from.session.play(
    to.session.ssrc,
    messages.map((message) => Uint8Array.from(message)),
  )

const messagesOf = (told: Told): number[][] => told.heard.map(({ message }) => message)

describe('a session with a tablet', () => {
  test('one invites, both are connected, and both are heard', () => {
    const { network, piano, tablet } = connected()
    expect([piano.opened, tablet.opened]).toEqual([['tablet'], ['piano']])
    play(tablet, piano, NOTE, [0x90, 64, 90])
    play(piano, tablet, [0xb0, 1, 2])
    network.run(50)
    expect(messagesOf(piano)).toEqual([NOTE, [0x90, 64, 90]])
    expect(messagesOf(tablet)).toEqual([[0xb0, 1, 2]])
  })

  test('clocks an hour apart agree on when a note was played', () => {
    const { network, piano, tablet } = connected(3_600_000)
    network.run(500)
    const playedMilliseconds = network.nowMilliseconds
    play(tablet, piano, NOTE)
    network.run(20)
    expect(piano.heard[0]?.atMilliseconds).toBeCloseTo(playedMilliseconds, 0)
  })

  test('a release that is lost is made good before the next note', () => {
    const { network, piano, tablet } = connected()
    play(tablet, piano, NOTE)
    network.run(20)
    network.passes = () => false
    play(tablet, piano, [0x80, 60, 0])
    network.run(10)
    network.passes = () => true
    network.run(100)
    expect(messagesOf(piano)).toEqual([NOTE, [0x80, 60, 64]])
  })

  test('who stops answering is let go of, his notes too, and is invited until he is back', () => {
    const { network, piano, tablet } = connected()
    play(piano, tablet, NOTE)
    network.run(200)
    network.unplugged.add(piano)
    network.run(20_000)
    expect(tablet.closed).toEqual(['piano does not answer'])
    expect(messagesOf(tablet)).toEqual([NOTE, [0x80, 60, 64]])
    network.unplugged.delete(piano)
    network.run(6000)
    expect(tablet.opened).toEqual(['piano', 'piano'])
    play(piano, tablet, NOTE)
    network.run(50)
    expect(messagesOf(tablet).at(-1)).toEqual(NOTE)
  })

  test('a goodbye releases what sounds, at once', () => {
    const { network, piano, tablet } = connected()
    play(tablet, piano, NOTE, [0xb0, 64, 127])
    network.run(20)
    tablet.session.close()
    network.run(20)
    expect(piano.closed).toEqual(['tablet said goodbye'])
    expect(messagesOf(piano).slice(2)).toEqual([
      [0x80, 60, 64],
      [0xb0, 64, 0],
    ])
    expect(play(piano, tablet, NOTE)).toBe(false)
  })

  test('one that was started anew takes the place of what it was', () => {
    const { network, piano, tablet } = connected()
    play(tablet, piano, NOTE)
    network.run(20)
    network.unplugged.add(tablet)
    const anew = network.add('tablet')
    Object.assign(anew.address, tablet.address)
    anew.session.invite(piano.address)
    network.run(2000)
    expect(piano.closed).toEqual(['tablet came back'])
    expect(messagesOf(piano)).toEqual([NOTE, [0x80, 60, 64]])
    expect(piano.opened).toEqual(['tablet', 'tablet'])
  })

  test('who may not come in is refused', () => {
    const network = new Network()
    const closed = network.add('closed', 0, false)
    const tablet = network.add('tablet')
    tablet.session.invite(closed.address)
    network.run(20_000)
    expect([closed.opened, tablet.opened]).toEqual([[], []])
  })

  test('two who invite each other play to each other', () => {
    const network = new Network()
    const [left, right] = [network.add('left'), network.add('right')]
    left.session.invite(right.address)
    right.session.invite(left.address)
    network.run(90_000)
    expect(play(left, right, NOTE) && play(right, left, NOTE)).toBe(true)
    network.run(50)
    expect([messagesOf(left), messagesOf(right)]).toEqual([[NOTE], [NOTE]])
    expect([left.closed, right.closed].flat().filter((line) => !line.includes('came'))).toEqual([])
  })
})

describe('what comes from anywhere', () => {
  test(`100,000 packets of anything do no harm, and the next note is heard (seed ${SEED})`, () => {
    const { network, piano, tablet } = connected()
    const random = randomOf(SEED)
    const { ssrc } = tablet.session
    const sender = new Sender(ssrc, 1)
    sender.packets([Uint8Array.from(NOTE)], 0)
    const good = [
      ...sender.packets([Uint8Array.of(0xb0, 1, 2), Uint8Array.of(0xc0, 1)], 0),
      ...sender.packets([Uint8Array.of(0xf0, 1, 2, 0xf7), Uint8Array.of(0x80, 60, 1)], 0),
      encodeControl({ kind: 'IN', token: 5, ssrc, name: 'tablet' }),
      encodeControl({ kind: 'CK', ssrc, count: 0, ticks: [1n, 2n, 3n] }),
      encodeControl({ kind: 'RS', ssrc, sequence: 3 }),
    ]
    const before = piano.heard.length
    for (let i = 0; i < 100_000; i++) {
      const bytes = Uint8Array.from(
        random(4) === 0
          ? Array.from({ length: random(64) }, () => random(256))
          : (good[random(good.length)] ?? []),
      )
      // All but its SSRC, so that most find their way in.
      for (let changes = random(4); changes > 0; changes--) {
        const at = random(bytes.length + 1)
        if (at < 8 || at > 11) bytes[at] = random(256)
      }
      const cut = random(8) === 0 ? random(bytes.length + 1) : bytes.length
      const lane = random(2) === 0 ? 'data' : 'control'
      piano.session.receive(lane, tablet.address, bytes.subarray(0, cut))
      if (i % 100 === 0) network.run(10)
    }
    expect(piano.heard.length).toBeGreaterThan(before + 1000)
    const wrong = piano.heard.filter(({ message: [status = 0, ...data] }) =>
      status === 0xf0 ? data.at(-1) !== 0xf7 : status < 0x80 || data.some((byte) => byte > 127),
    )
    expect(wrong).toEqual([])
    expect(piano.session.malformed).toBeGreaterThan(1000)
    expect(piano.session.peers.length).toBeLessThanOrEqual(16)
    const fresh = network.add('fresh')
    fresh.session.invite(piano.address)
    network.run(15_000)
    expect(play(fresh, piano, [0x90, 99, 99])).toBe(true)
    network.run(50)
    expect(messagesOf(piano)).toContainEqual([0x90, 99, 99])
  }, 30_000)

  test.each<Control>([
    { kind: 'IN', token: 0xfedcba98, ssrc: 0x89abcdef, name: 'pïano' },
    { kind: 'NO', token: 1, ssrc: 2, name: '' },
    { kind: 'CK', ssrc: 3, count: 2, ticks: [1n, 0xffff_ffff_ffffn, 3n] },
    { kind: 'RS', ssrc: 4, sequence: 65_535 },
  ])('$kind is read as it was written', (packet) => {
    expect(decodeControl(encodeControl(packet))).toEqual(packet)
  })

  test('a journal of all chapters is read as it was written', () => {
    const channel = {
      channel: 9,
      program: { program: 5, bank: { msb: 1, lsb: 2 }, isOld: true },
      controllers: [
        { controller: 7, tool: 'value' as const, value: 100, isOld: false },
        { controller: 64, tool: 'toggle' as const, value: 3, isOld: true },
        { controller: 123, tool: 'count' as const, value: 63, isOld: true },
      ],
      wheel: { value: 16_383, isOld: false },
      notes: Array.from({ length: 128 }, (_, note) => {
        return { note, velocity: 1, isPlayable: note > 9, isOld: true }
      }),
      releases: { notes: [] as number[], isOld: true },
      pressure: { pressure: 3, isOld: true },
      polyPressures: [{ note: 60, pressure: 9, isOld: false }],
    }
    const few = { ...channel, notes: channel.notes.slice(0, 127), channel: 0 }
    const released = { ...few, notes: [], releases: { notes: [0, 7, 64, 127], isOld: false } }
    const journal = { checkpoint: 65_535, channels: [channel, few, { ...released, channel: 1 }] }
    expect(decodeJournal(encodeJournal(journal))).toEqual(journal)
  })

  test('a journal with chapters that we do not write is stepped over where it says', () => {
    // Y and A; a system journal of 4 bytes; channel 2 with M of 3 bytes, W, E of one log.
    const bytes = [
      0x60,
      0,
      1,
      0x40,
      4,
      9,
      9,
      0x10,
      3 + 3 + 2 + 3,
      0x34,
      0x80,
      3,
      9,
      1,
      64,
      0,
      60,
      5,
    ]
    const journal = decodeJournal(Uint8Array.from(bytes))
    expect(journal?.channels[0]?.wheel).toEqual({ value: 8193, isOld: false })
  })
})
