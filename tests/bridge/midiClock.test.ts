import { describe, expect, test } from 'vitest'
import { ClockFollower } from '../../bridge/midiClock.ts'
import { ClockMaster, type TimedMessage } from '../../bridge/midiClockOut.ts'
import { randomOf } from './midiRandom.ts'

const SEED = 20_260_306
const JITTER_SECONDS = 0.003

const uniform = (seed: number): (() => number) => {
  const random = randomOf(seed)
  return () => random(1 << 30) / (1 << 29) - 1
}

/** Plays a master's messages to a follower, each as late or early as jitter makes it. */
const follow = (follower: ClockFollower, sent: readonly TimedMessage[], jitter = 0): void => {
  const random = uniform(SEED)
  for (const { message, atSeconds } of sent) follower.hear(message, atSeconds + jitter * random())
}

describe('a MIDI clock that is followed', () => {
  test.each([60, 120, 174])('%d beats a minute are read to a hundredth', (bpm) => {
    const follower = new ClockFollower()
    follow(follower, new ClockMaster(1, bpm).until(5))
    expect(follower.bpm).toBeCloseTo(bpm, 2)
  })

  test(`3 ms of jitter move the beat by less than 1 ms and the tempo by less than 1 % (seed ${SEED})`, () => {
    const follower = new ClockFollower()
    const master = new ClockMaster(0, 120)
    master.start()
    const random = uniform(SEED)
    const errors: number[] = []
    for (const { message, atSeconds } of master.until(60)) {
      follower.hear(message, atSeconds + JITTER_SECONDS * random())
      if (atSeconds < 4 || message[0] !== 0xf8) continue
      const quarters = follower.quartersAt(atSeconds) ?? NaN
      errors.push(Math.abs(quarters - atSeconds * 2) * 0.5)
      expect(Math.abs((follower.bpm ?? 0) - 120)).toBeLessThan(1.2)
    }
    expect(Math.max(...errors)).toBeLessThan(0.001)
  })

  test('a new tempo is followed within two seconds', () => {
    const follower = new ClockFollower()
    const master = new ClockMaster(0, 120)
    follow(follower, master.until(8), JITTER_SECONDS)
    master.bpm = 150
    follow(follower, master.until(10), JITTER_SECONDS)
    expect(Math.abs((follower.bpm ?? 0) - 150)).toBeLessThan(3)
  })

  test('a master that pauses its clocks is taken up anew', () => {
    const follower = new ClockFollower()
    follow(follower, new ClockMaster(0, 120).until(4))
    follow(follower, new ClockMaster(10, 90).until(14))
    expect(follower.bpm).toBeCloseTo(90, 1)
  })

  test('the first clock after start is the song’s beginning', () => {
    const follower = new ClockFollower()
    const master = new ClockMaster(0, 120)
    follow(follower, master.until(1.99))
    master.start()
    follow(follower, master.until(3.001))
    expect(follower.isRunning).toBe(true)
    expect(follower.quartersAt(3)).toBeCloseTo(2, 3)
  })

  test('stop, song position and continue go on from there, and a running song is not moved', () => {
    const follower = new ClockFollower()
    const master = new ClockMaster(0, 120)
    master.start()
    follow(follower, master.until(2))
    master.stop()
    expect(master.locate(16)).toBe(true)
    follow(follower, master.until(3))
    expect([follower.isRunning, follower.quartersAt(3)]).toEqual([false, 16])
    master.continue()
    expect(master.locate(0)).toBe(false)
    follow(follower, master.until(4.001))
    follower.hear(Uint8Array.of(0xf2, 0, 0), 4)
    expect(follower.quartersAt(4)).toBeCloseTo(18, 2)
    expect(master.quarters).toBeCloseTo(18, 0)
  })

  test('clocks of no tempo at all do no harm', () => {
    const follower = new ClockFollower()
    for (let i = 0; i < 1000; i++) follower.hear(Uint8Array.of(0xf8), 1)
    expect(follower.bpm).toBeLessThanOrEqual(1000.1)
    for (let i = 0; i < 100; i++) follower.hear(Uint8Array.of(0xf8), 5 - i)
    expect(Number.isFinite(follower.bpm)).toBe(true)
  })
})

describe('a MIDI clock that is sent', () => {
  test(`stretches cut anywhere give the same clocks (seed ${SEED})`, () => {
    const random = randomOf(SEED)
    const [whole, cut] = [new ClockMaster(0.25, 133), new ClockMaster(0.25, 133)]
    whole.start()
    cut.start()
    const pieces: TimedMessage[] = []
    for (let at = 0; at < 9.9; at += random(100) / 1000) pieces.push(...cut.until(at))
    pieces.push(...cut.until(10))
    expect(pieces).toEqual(whole.until(10))
  })
})
