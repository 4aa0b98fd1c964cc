import { expect, test } from 'vitest'
import { statusWords } from '../../engine/edges/bridgeStatus.ts'

const status = (link: unknown): unknown => ({
  sources: [
    { name: 'udp', rate: 40, lastAddress: '/tilt', lastSecondsAgo: 0.1 },
    { name: 'gone', rate: 9, lastAddress: '/old', lastSecondsAgo: 60 },
  ],
  clients: [{}, {}],
  drops: { refused: 2, system: null },
  lag: { p99Milliseconds: 1.4 },
  link,
})
const usual = '40 a second from 1, 2 clients, 2 dropped, lag 1 ms, last /tilt'

test('the bridge’s light says what comes, from how many, and what was lost', () => {
  expect(statusWords(status(null))).toBe(usual)
  expect(statusWords({ sources: 3 })).toBeNull()
})

test('and how many clients were sent away because they could not take their events', () => {
  const drops = { refused: 2, system: null, clients: 1 }
  expect(statusWords({ ...Object(status(null)), drops })).toContain(
    '2 clients, 3 dropped, 1 client too slow and sent away, lag 1 ms',
  )
})

test('and who else is in the Ableton Link session', () => {
  expect(statusWords(status({ peers: 2, tempo: 124 }))).toBe(
    `${usual}, Link with 2 others at 124.0`,
  )
  expect(statusWords(status({ peers: 0, tempo: null }))).toBe(`${usual}, Link alone`)
  expect(statusWords(status({ peers: null, tempo: null }))).toBe(`${usual}, no Ableton Link here`)
})
