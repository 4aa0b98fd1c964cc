import { expect, test } from 'vitest'
import { createShowClock, readClocks, type AudioClock } from '../../engine/edges/showClock.ts'

const audio = (changes: Partial<AudioClock>): AudioClock => ({
  state: 'running',
  currentTime: 10,
  sampleRate: 48_000,
  ...changes,
})

test('what is heard now is reckoned from the output timestamp', () => {
  const clock = audio({
    getOutputTimestamp: () => ({ contextTime: 9.95, performanceTime: 1990 }),
  })
  const reading = readClocks(clock, () => 2000)
  expect(reading).toMatchObject({ performanceMilliseconds: 2000, running: true })
  expect(reading.audioSeconds).toBeCloseTo(9.96, 9)
})

test('without a timestamp, or with a stale one, the render clock less its latency stands in', () => {
  const stale = { contextTime: 1, performanceTime: 100 }
  const expected = 10 + 64 / 48_000 - 0.02
  for (const clock of [
    audio({ outputLatency: 0.02 }),
    audio({ outputLatency: 0.02, getOutputTimestamp: () => stale }),
    audio({ outputLatency: 0.02, getOutputTimestamp: () => ({}) }),
  ]) {
    expect(readClocks(clock, () => 9000).audioSeconds).toBeCloseTo(expected, 9)
  }
})

test('the lead is what the device renders ahead of what is heard, and 0 without a device', () => {
  let ms = 2000
  const clock = createShowClock(() => ms)
  expect(clock.leadSeconds).toBe(0)
  clock.follow(audio({ getOutputTimestamp: () => ({ contextTime: 9.95, performanceTime: ms }) }))
  for (let wake = 0; wake < 10; wake++, ms += 5) clock.now()
  expect(clock.leadSeconds).toBeCloseTo(0.05, 6)
  clock.follow(null)
  expect(clock.leadSeconds).toBe(0)
})

test('show time begins at 0 without sound, goes on when sound comes, and schedules on it', () => {
  let ms = 5000
  const clock = createShowClock(() => ms)
  expect(clock.now()).toBe(0)
  ms = 7000
  expect(clock.now()).toBeCloseTo(2, 12)
  const context = { state: 'suspended', currentTime: 0, sampleRate: 48_000 }
  clock.follow(context)
  expect(clock.now()).toBeCloseTo(2, 12)
  context.state = 'running'
  ms = 8000
  context.currentTime = 0.5
  expect(clock.now()).toBeCloseTo(3, 12)
  expect(clock.toAudio(3)).toBeCloseTo(0.5, 2)
  expect(clock.toAudio(4) - clock.toAudio(3)).toBeCloseTo(1, 12)
  expect(clock.toPerformance(clock.fromPerformance(8123))).toBeCloseTo(8123, 6)
})
