import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { Hub } from '../../bridge/hub.ts'
import { Ledger } from '../../bridge/ledger.ts'
import { openLink, type LinkDoor } from '../../bridge/link/door.ts'
import { openDriver } from '../../bridge/link/driver.ts'
import { LinkServing, type FromLinkChild } from '../../bridge/link/serving.ts'
import { PLAIN } from '../../bridge/framing.ts'
import { decode, encode, isBundle } from '../../bridge/osc.ts'
import { ContinuousAddresses } from '../../bridge/continuousAddresses.ts'
import { unixSecondsOf } from '../../bridge/protocol.ts'
import { Lane } from '../../bridge/relay.ts'
import { beatOfLink } from '../../engine/input/oscLink.ts'
import { message } from './oscPeers.ts'

const FAKE = fileURLToPath(new URL('fakeLinkChild.ts', import.meta.url))
const open: LinkDoor[] = []

afterEach(() => {
  for (const link of open.splice(0)) link.close()
})

const patience = { timeout: 20_000 }
const nowSeconds = (): number => (performance.timeOrigin + performance.now()) / 1000

interface Room {
  readonly link: LinkDoor
  readonly lines: string[]
  /** Beats that the clients were told: when, how fast, which. */
  readonly beats: {
    readonly atSeconds: number
    readonly tempo: number
    readonly quarters: number
  }[]
  /** What the page says. */
  readonly page: (address: string, types: string, ...values: number[]) => void
}

/** A hub with a page at it, and Link. */
function room(child?: string): Room {
  const lines: string[] = []
  const beats: Room['beats'] = []
  const hub = new Hub({
    nowSeconds,
    atEndOfTurn: (flush) => void setImmediate(flush),
    say: () => undefined,
    ledger: new Ledger(),
    continuous: new ContinuousAddresses([]),
    program: 'test',
  })
  const send = (frames: Uint8Array): void => {
    // The head of a short frame is two bytes.
    const packet = decode(frames.subarray(2))
    if (!isBundle(packet)) return
    const [beat] = packet.packets
    if (beat === undefined || isBundle(beat)) return
    const [tempo, quarters] = beat.values.map(Number)
    beats.push({
      atSeconds: unixSecondsOf(packet.timetag),
      tempo: tempo ?? NaN,
      quarters: quarters ?? NaN,
    })
  }
  const lane = new Lane(PLAIN, { send, buffered: () => 0, overflowed: () => undefined })
  const client = { name: 'page', lane, hasSession: false }
  hub.join(client)
  const warn = (line: string): void => void lines.push(line)
  const link = openLink({
    hub,
    warn,
    say: () => undefined,
    ...(child === undefined ? {} : { child }),
  })
  open.push(link)
  const page: Room['page'] = (address, types, ...values) => {
    hub.receive(encode(message(address, types, ...values)), client)
  }
  return { link, lines, beats, page }
}

test('a beat is told with the moment at which it began, to those who are not alone', () => {
  const words: FromLinkChild[] = []
  let moment = { tempo: 120, quarters: 3.9, peers: 0 }
  const serving = new LinkServing({ look: () => moment, setTempo: () => undefined }, (word) =>
    words.push(word),
  )
  serving.poll(10)
  moment = { tempo: 120, quarters: 4.02, peers: 0 }
  serving.poll(10.06)
  expect(words).toEqual([])
  moment = { tempo: 120, quarters: 5.01, peers: 2 }
  serving.poll(10.555)
  expect(words).toEqual([
    { type: 'peers', peers: 2 },
    { type: 'beat', atSeconds: expect.closeTo(10.55, 6) as number, tempo: 120, quarters: 5 },
  ])
})

describe('in a process of its own, with a double for Link', () => {
  test('beats reach the page half a second apart, as beats that it can follow', async () => {
    const { beats, link } = room(FAKE)
    await expect.poll(() => beats.length, patience).toBeGreaterThan(2)
    const [first, second] = beats
    expect((second?.atSeconds ?? 0) - (first?.atSeconds ?? 0)).toBeCloseTo(0.5, 2)
    expect((second?.quarters ?? 0) - (first?.quarters ?? 0)).toBe(1)
    expect(link.report()).toEqual({ peers: 1, tempo: 120 })
    expect(beatOfLink([first?.tempo, first?.quarters])).toMatchObject({
      tempo: 120,
      isRunning: true,
    })
  })

  test('a tempo that the performer changes becomes the session’s; one who follows changes nothing', async () => {
    const { beats, page } = room(FAKE)
    await expect.poll(() => beats.length, patience).toBeGreaterThan(0)
    page('/anthesis/out/beat', 'iif', 1, 1, 100)
    page('/anthesis/out/beat', 'iif', 1, 2, 180)
    await expect.poll(() => beats.at(-1)?.tempo, patience).toBe(180)
    page('/anthesis/state/clock/follow', 'f', 1)
    page('/anthesis/out/beat', 'iif', 1, 3, 90)
    page('/anthesis/state/clock/follow', 'f', 0)
    page('/anthesis/out/beat', 'iif', 1, 4, 150)
    await expect.poll(() => beats.at(-1)?.tempo, patience).toBe(150)
    expect(beats.map(({ tempo }) => tempo)).not.toContain(90)
  })

  test('a process that dies is one line, and is started again', async () => {
    const { beats, lines, page } = room(FAKE)
    await expect.poll(() => beats.length, patience).toBeGreaterThan(0)
    page('/anthesis/out/beat', 'iif', 1, 1, 100)
    page('/anthesis/out/beat', 'iif', 1, 2, 13)
    await expect
      .poll(() => lines, patience)
      .toEqual(['Ableton Link’s process died (7); it is started again.'])
    const { length } = beats
    await expect.poll(() => beats.length, patience).toBeGreaterThan(length)
  })
})

const isThere = ((): boolean => {
  try {
    openDriver()
    return true
  } catch (error) {
    process.stderr.write(`SKIPPED: Ableton Link itself is not tested here (${String(error)}).\n`)
    return false
  }
})()

test.skipIf(isThere)(
  'without the package there is one line, and it says what brings it',
  async () => {
    const { lines, link } = room()
    await expect
      .poll(() => lines, patience)
      .toEqual([
        'No Ableton Link here (npm install --no-save abletonlink@0.1.3 brings it); MIDI clock goes on.',
      ])
    expect(link.report().peers).toBeNull()
  },
)

test.skipIf(!isThere)('two bridges find each other, and beat as one', async () => {
  const [one, other] = [room(), room()]
  await expect
    .poll(() => [one.link.report().peers, other.link.report().peers], patience)
    .toEqual([1, 1])
  await expect
    .poll(() => Math.min(one.beats.length, other.beats.length), patience)
    .toBeGreaterThan(2)
  one.page('/anthesis/out/beat', 'iif', 1, 1, 100)
  one.page('/anthesis/out/beat', 'iif', 1, 2, 133)
  await expect.poll(() => other.beats.at(-1)?.tempo, patience).toBeCloseTo(133, 2)
  const count = one.beats.length
  await expect.poll(() => one.beats.length, patience).toBeGreaterThan(count + 1)
  const [mine, theirs] = [one.beats.at(-1), other.beats.at(-1)]
  const beat = 60 / 133
  const apart = ((mine?.atSeconds ?? 0) - (theirs?.atSeconds ?? 0)) / beat
  expect(Math.abs(apart - Math.round(apart)) * beat).toBeLessThan(0.01)
  expect(((mine?.quarters ?? 0) - (theirs?.quarters ?? 0) - Math.round(apart)) % 4).toBe(0)
})
