import { expect, test } from 'vitest'
import { ClockOut } from '../../bridge/clockOut.ts'
import { ClockFollower } from '../../bridge/midiClock.ts'

/** Plays beats to a clock, whose time is moved by hand, and what it sends to one who follows. */
function played(
  tempoOf: (seconds: number) => number,
  fromQuarter: number,
  seconds: number,
): { follower: ClockFollower; sent: number[]; quarters: number } {
  const follower = new ClockFollower()
  const sent: number[] = []
  let now = 0
  let due: { at: number; call: () => void } | null = null
  const clock = new ClockOut({
    send(message) {
      sent.push(message[0] ?? 0)
      follower.hear(message, now)
    },
    nowSeconds: () => now,
    after(milliseconds, call) {
      due = { at: now + milliseconds / 1000, call }
      return () => (due = null)
    },
  })
  const takeDue = (): (() => void) | null => {
    const { at, call } = due ?? { at: Infinity, call: () => undefined }
    if (at > now) return null
    due = null
    return call
  }
  let quarters = fromQuarter
  let nextBeat = 0.05
  for (; now < seconds; now += 0.001) {
    const tempo = tempoOf(now)
    // Told 25 ms ahead, as the page does.
    if (nextBeat - now < 0.025) {
      clock.beat({ atSeconds: nextBeat, quarters: quarters++, tempo })
      nextBeat += 60 / tempo
    }
    for (let call = takeDue(); call !== null; call = takeDue()) call()
  }
  const at = quarters - (nextBeat - now) / (60 / tempoOf(now))
  clock.close()
  return { follower, sent, quarters: at }
}

test('clocks begin at a bar line with its song position, and keep the tempo and the place', () => {
  const { follower, sent, quarters } = played(() => 100, 6, 12)
  expect(sent.slice(0, 3)).toEqual([0xf2, 0xfb, 0xf8])
  expect(Math.abs((follower.bpm ?? 0) - 100)).toBeLessThan(0.5)
  expect(Math.abs((follower.quartersAt(12) ?? 0) - quarters)).toBeLessThan(0.05)
})

test('bar one begins with a start', () => {
  expect(played(() => 120, 0, 1).sent.slice(0, 2)).toEqual([0xfa, 0xf8])
})

test('a new tempo is followed, and the beats meet again', () => {
  const { follower, sent, quarters } = played((now) => (now < 6 ? 100 : 140), 0, 16)
  expect(sent.filter((status) => status !== 0xf8)).toEqual([0xfa])
  expect(Math.abs((follower.bpm ?? 0) - 140)).toBeLessThan(1.5)
  expect(Math.abs((follower.quartersAt(16) ?? 0) - quarters)).toBeLessThan(0.05)
})

test('when no beat comes any more, followers are stopped', () => {
  const { sent } = played((now) => (now < 2 ? 120 : 1), 0, 8)
  expect(sent.at(-1)).toBe(0xfc)
})
