import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Framing } from '../../bridge/framing.ts'
import { LAGGING_BYTES, Lane, MOST_HELD_BYTES, Relay } from '../../bridge/relay.ts'

/** Packets as they are. */
const BARE: Framing = {
  length: (packet) => packet.length,
  write: (packet, _arrivalSeconds, into, at) => into.set(packet, at),
}

/** Four bytes, so that what went out can be read again. */
const packetOf = (number: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}

interface TestClient {
  readonly received: number[]
  writes: number
  buffered: number
  overflows: number
  readonly lane: Lane
}

/** A client whose buffer the test fills and empties by hand, and a relay whose turns it ends. */
function stage() {
  const ends: (() => void)[] = []
  const relay = new Relay((flush) => ends.push(flush))
  const makeClient = (): TestClient => {
    const client: TestClient = {
      received: [],
      writes: 0,
      buffered: 0,
      overflows: 0,
      lane: new Lane(BARE, {
        send(frames) {
          client.writes++
          const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
          for (let i = 0; i < frames.length; i += 4) client.received.push(view.getUint32(i))
        },
        buffered: () => client.buffered,
        overflowed: () => (client.overflows += 1),
      }),
    }
    relay.add(client.lane)
    return client
  }
  return {
    relay,
    makeClient,
    send: (number: number, key: string | null = null, sender: Lane | null = null) =>
      relay.accept(packetOf(number), 0, key, sender),
    endTurn: () => {
      for (const end of ends.splice(0)) end()
    },
  }
}

describe('a relay', () => {
  test('writes once a turn to each client, whatever the turn brought', () => {
    const { makeClient, send, endTurn } = stage()
    const clients = [makeClient(), makeClient()]
    for (let i = 0; i < 100; i++) send(i)
    endTurn()
    for (const { writes, received } of clients) {
      expect(writes).toBe(1)
      expect(received).toEqual(Array.from({ length: 100 }, (_, i) => i))
    }
  })

  test('brings nobody his own packets back', () => {
    const { makeClient, send, endTurn } = stage()
    const [one, other] = [makeClient(), makeClient()]
    send(1, null, one.lane)
    send(2)
    send(3, null, other.lane)
    endTurn()
    expect(one.received).toEqual([2, 3])
    expect(other.received).toEqual([1, 2])
  })

  test('keeps of a lagging client’s continuous values only the latest, and every event', () => {
    const { makeClient, send, endTurn } = stage()
    const client = makeClient()
    client.buffered = LAGGING_BYTES + 1
    send(1, '/a')
    send(2)
    send(3, '/b')
    send(4, '/a')
    endTurn()
    send(5)
    send(6, '/b')
    endTurn()
    expect(client.received).toEqual([])
    client.buffered = 0
    client.lane.pump()
    expect(client.received).toEqual([2, 4, 5, 6])
    expect(client.lane.coalesced).toBe(2)
    expect(client.lane.unsentBytes).toBe(0)
  })

  test('sends what is held before what comes, without waiting to be told', () => {
    const { makeClient, send, endTurn } = stage()
    const client = makeClient()
    client.buffered = LAGGING_BYTES + 1
    send(1)
    endTurn()
    client.buffered = LAGGING_BYTES
    send(2)
    endTurn()
    expect(client.received).toEqual([1, 2])
  })

  test('gives up on a client that cannot take its events, once, and no other notices', () => {
    const { makeClient, send, endTurn } = stage()
    const [stuck, well] = [makeClient(), makeClient()]
    stuck.buffered = LAGGING_BYTES + 1
    let sent = 0
    while (stuck.overflows === 0) {
      send(sent++)
      endTurn()
      expect(sent).toBeLessThan(MOST_HELD_BYTES)
    }
    send(sent++)
    endTurn()
    expect(stuck.overflows).toBe(1)
    expect(stuck.received).toEqual([])
    expect(stuck.lane.unsentBytes).toBe(stuck.buffered)
    expect(well.received).toHaveLength(sent)
  })

  test('never gives up on a client for continuous values of few addresses', () => {
    const { makeClient, send, endTurn } = stage()
    const client = makeClient()
    client.buffered = LAGGING_BYTES + 1
    for (let i = 0; i < 200_000; i++) {
      send(i, `/${String(i % 10)}`)
      if (i % 100 === 99) endTurn()
    }
    expect(client.overflows).toBe(0)
    client.buffered = 0
    client.lane.pump()
    expect(client.received).toEqual(Array.from({ length: 10 }, (_, i) => 199_990 + i))
  })

  test('however a client lags: events whole and in order, and each address ends at its latest', () => {
    const step = fc.record({
      key: fc.constantFrom(null, '/a', '/b', '/c'),
      endsTurn: fc.boolean(),
      buffered: fc.constantFrom(0, LAGGING_BYTES, LAGGING_BYTES + 1),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { makeClient, send, endTurn } = stage()
        const client = makeClient()
        steps.forEach(({ key, endsTurn, buffered }, i) => {
          client.buffered = buffered
          send(i, key)
          if (endsTurn) endTurn()
        })
        endTurn()
        client.buffered = 0
        client.lane.pump()
        const { received } = client
        expect(received).toEqual([...received].sort((a, b) => a - b))
        const keyOf = (i: number): string | null => steps[i]?.key ?? null
        const all = steps.map((_, i) => i)
        expect(received.filter((i) => keyOf(i) === null)).toEqual(
          all.filter((i) => keyOf(i) === null),
        )
        for (const key of ['/a', '/b', '/c']) {
          const ofKey = (i: number): boolean => keyOf(i) === key
          expect(received.filter(ofKey).at(-1)).toBe(all.filter(ofKey).at(-1))
        }
      }),
    )
  })
})
