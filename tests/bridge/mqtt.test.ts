import { describe, expect, test } from 'vitest'
import { readBrokerAddress } from '../../bridge/mqtt/address.ts'
import { HeldEvents } from '../../bridge/mqtt/heldEvents.ts'
import { Peers, presenceText } from '../../bridge/mqtt/peers.ts'
import { bridgeOf, isRetained, topicsOf } from '../../bridge/mqtt/topics.ts'
import {
  FOLLOW_DELAY_SECONDS,
  followedSeconds,
  hearLeader,
  momentOfShow,
  type FollowClock,
} from '../../engine/clock/followClock.ts'

describe('a broker’s address', () => {
  test('is read with its parts, and shown without the password', () => {
    expect(readBrokerAddress('mqtts://ann:s%40cret@stage.local:9883/hall-2')).toEqual({
      protocol: 'mqtts',
      host: 'stage.local',
      port: 9883,
      username: 'ann',
      password: 's@cret',
      installation: 'hall-2',
      shown: 'mqtts://stage.local:9883',
    })
    expect(readBrokerAddress('mqtt://[::1]')).toMatchObject({
      host: '::1',
      port: 1883,
      username: null,
      installation: 'anthesis',
    })
  })

  test.each([
    'stage.local',
    'http://ann:secret@a',
    'mqtt://ann:secret@a/b/c',
    'mqtt://ann:secret@a?b',
  ])('%s is refused, and its password not repeated', (text) => {
    expect(() => readBrokerAddress(text)).toThrow('--mqtt takes an address')
    expect(() => readBrokerAddress(text)).not.toThrow('secret')
  })
})

test('an address is a topic, and what cannot be one has a topic of its own', () => {
  const topics = topicsOf('hall')
  expect(topics.osc(['/a/b'])).toBe('hall/osc/a/b')
  for (const addresses of [[], ['/a', '/b'], ['/a/*'], ['/a+b']]) {
    expect(topics.osc(addresses)).toBe('hall/osc')
  }
  expect(bridgeOf(topics.presence('abc'))).toBe('abc')
  expect(isRetained(['/anthesis/state/tempo'])).toBe(true)
  expect(isRetained(['/anthesis/state/tempo', '/x'])).toBe(false)
})

describe('events while the broker is away', () => {
  test('are kept for three seconds, in order, and the older go first', () => {
    const held = new HeldEvents<string>()
    held.hold('on', 0)
    held.hold('off', 2)
    held.hold('on again', 4)
    expect(held.take(4.5)).toEqual(['off', 'on again'])
    expect(held.take(4.5)).toEqual([])
    expect(held.dropped).toBe(1)
  })

  test('are given up together when there are too many', () => {
    const held = new HeldEvents<number>()
    for (let i = 0; i < 4097; i++) held.hold(i, 1)
    expect(held.take(1)).toEqual([])
    expect(held.dropped).toBe(4097)
  })
})

describe('of several that lead', () => {
  const peer = (take: string, sinceSeconds: number): string =>
    presenceText({ name: 'a machine', take, sinceSeconds })

  test('the one that has led longest is followed, until it goes', () => {
    const peers = new Peers()
    peers.hear('b', peer('second', 20))
    peers.hear('a', peer('first', 10))
    peers.hear('c', peer('', 1))
    expect(peers.leader?.take).toBe('first')
    peers.hear('a', '')
    expect(peers.leader?.take).toBe('second')
    peers.forgetAll()
    expect(peers.leader).toBeNull()
  })

  test('what is no presence is none, and there are 64 at most', () => {
    const peers = new Peers()
    for (const text of ['{', 'null', '{"name":1}', `{"name":"${'x'.repeat(200)}"}`]) {
      peers.hear('a', text)
    }
    expect(peers.all).toEqual([])
    for (let i = 0; i < 100; i++) peers.hear(String(i), peer('take', i))
    expect(peers.all).toHaveLength(64)
  })
})

describe('a leader’s show time on another machine', () => {
  /** Beats each 20 ms, on a line that takes 5 ms and up to 30 more. @param drift a share */
  const listen = (seconds: number, drift: number): { clock: FollowClock; worst: number } => {
    let clock: FollowClock | null = null
    let worst = 0
    let before = -Infinity
    for (let beat = 0; beat < seconds * 50; beat++) {
      const show = beat / 50
      const arrival = 1000 + show * (1 + drift) + 0.005 + ((beat * 7) % 11) * 0.003
      clock = hearLeader(clock, show, arrival)
      const told = followedSeconds(clock, arrival)
      expect(told).toBeGreaterThanOrEqual(before)
      before = told
      if (show > 3) {
        const truth = (arrival - 1000.005) / (1 + drift) - FOLLOW_DELAY_SECONDS
        worst = Math.max(worst, Math.abs(told - truth))
      }
    }
    if (clock === null) throw new Error('Nothing was heard.')
    return { clock, worst }
  }

  test('is the quickest word’s, whatever holds others up, and never goes back', () => {
    expect(listen(30, 0).worst).toBeLessThan(0.001)
  })

  test('follows a clock that drifts', () => {
    expect(listen(60, 50e-6).worst).toBeLessThan(0.002)
  })

  test('begins again where the leader’s clock was set', () => {
    const { clock } = listen(5, 0)
    const moved = hearLeader(clock, 100, 1006)
    expect(followedSeconds(moved, 1006)).toBeCloseTo(100 - FOLLOW_DELAY_SECONDS)
    expect(momentOfShow(moved, followedSeconds(moved, 1010))).toBeCloseTo(1010)
  })
})
