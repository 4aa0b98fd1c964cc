import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  audioFromShow,
  createClockMap,
  GREATEST_SLEW,
  observe,
  performanceFromShow,
  showFromAudio,
  showFromPerformance,
  type ClockMap,
} from '../../engine/clock/clockMap.ts'

const reading = (performanceMilliseconds: number, audioSeconds: number, running = true) => ({
  performanceMilliseconds,
  audioSeconds,
  running,
})

/** A map that has heard of a running audio clock 60 times a second. */
function follow(
  map: ClockMap,
  from: number,
  to: number,
  audioAt: (milliseconds: number) => number,
  seen: (map: ClockMap, milliseconds: number) => void = () => undefined,
): ClockMap {
  let present = map
  for (let ms = from; ms < to; ms += 1000 / 60) {
    present = observe(present, reading(ms, audioAt(ms)))
    seen(present, ms)
  }
  return present
}

test('before there is sound, show time is performance time from the origin', () => {
  const map = createClockMap(5000)
  expect(showFromPerformance(map, 5000)).toBe(0)
  expect(showFromPerformance(map, 7250)).toBeCloseTo(2.25, 12)
})

test('unlocking the sound does not move show time', () => {
  const waiting = observe(createClockMap(0), reading(3000, 0, false))
  const running = observe(waiting, reading(4000, 0.01))
  expect(showFromPerformance(running, 4000)).toBeCloseTo(4, 12)
  expect(audioFromShow(running, 4)).toBeCloseTo(0.01, 12)
  expect(showFromAudio(running, 0.01)).toBeCloseTo(4, 12)
})

test('while audio runs, what is scheduled ahead keeps its distance, whatever the readings say', () => {
  const map = observe(createClockMap(0), reading(1000, 0.5))
  const later = follow(map, 1000, 9000, (ms) => ms / 1000 - 0.5 + (ms % 7) / 3000)
  expect(audioFromShow(later, 10)).toBe(audioFromShow(map, 10))
})

test('while audio is suspended show time goes on, and resumes without a jump', () => {
  const running = follow(createClockMap(0), 0, 2000, (ms) => ms / 1000)
  const suspended = observe(running, reading(2000, 2, false))
  const still = observe(suspended, reading(5000, 2, false))
  expect(showFromPerformance(still, 6000)).toBeCloseTo(6, 2)
  const resumed = observe(still, reading(6000, 2))
  expect(showFromPerformance(resumed, 6000)).toBeCloseTo(6, 2)
  expect(audioFromShow(resumed, showFromPerformance(resumed, 6000))).toBeCloseTo(2, 9)
})

test('a context that begins again from 0 is anchored anew, and show time goes on', () => {
  const running = follow(createClockMap(0), 0, 60_000, (ms) => ms / 1000)
  const again = observe(running, reading(60_100, 0.05))
  const show = showFromPerformance(again, 60_100)
  expect(show).toBeCloseTo(60.1, 2)
  expect(audioFromShow(again, show)).toBeCloseTo(0.05, 9)
})

test('readings that are no numbers, or older than the last, change nothing', () => {
  const map = observe(createClockMap(0), reading(1000, 1))
  expect(observe(map, reading(NaN, 2))).toBe(map)
  expect(observe(map, reading(2000, Infinity))).toBe(map)
  expect(observe(map, reading(900, 0.9))).toBe(map)
})

describe('under jitter and drift', () => {
  const SEED = 20_260_611
  const QUANTUM = 128 / 44_100

  test('show time is within 1 ms of the audio clock after ten seconds, for three hours of drift', () => {
    for (const partsPerMillion of [-80, -20, 0, 35, 80]) {
      const rate = 1 + partsPerMillion / 1e6
      const heard = (ms: number): number => (ms / 1000) * rate
      // The reading moves in quanta; on average it is half of one behind.
      const read = (ms: number): number => Math.floor(heard(ms) / QUANTUM) * QUANTUM + QUANTUM / 2
      let map = follow(createClockMap(0), 0, 10_000, read)
      let worst = 0
      map = follow(map, 10_000, 60_000, read, (present, ms) => {
        const error = showFromPerformance(present, ms) - showFromAudio(present, heard(ms))
        worst = Math.max(worst, Math.abs(error))
      })
      // Hours go by with one reading a second, as in a background tab.
      for (let ms = 60_000; ms < 3 * 3_600_000; ms += 1000)
        map = observe(map, reading(ms, heard(ms)))
      const end = 3 * 3_600_000 - 1000
      worst = Math.max(
        worst,
        Math.abs(showFromPerformance(map, end) - showFromAudio(map, heard(end))),
      )
      expect(worst).toBeLessThan(0.001)
    }
  })

  const steps = fc.array(
    fc.record({
      gap: fc.double({ min: 0.01, max: 3000, noNaN: true }),
      jitter: fc.double({ min: -0.015, max: 0.015, noNaN: true }),
      running: fc.boolean(),
      jump: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
      ),
    }),
    { maxLength: 60 },
  )

  test(`show time only ever rises, by no more than 1 % faster or slower than time (seed ${SEED})`, () => {
    fc.assert(
      fc.property(steps, (story) => {
        let map = createClockMap(0)
        let ms = 0
        let audio = 0
        let show = showFromPerformance(map, 0)
        for (const { gap, jitter, running, jump } of story) {
          for (const part of [0.3, 1]) {
            const next = showFromPerformance(map, ms + gap * part)
            expect(next).toBeGreaterThan(show)
            const pace = (next - show) / ((gap * (part === 1 ? 0.7 : 0.3)) / 1000)
            expect(Math.abs(pace - 1)).toBeLessThan(GREATEST_SLEW + 1e-6)
            show = next
          }
          ms += gap
          audio += gap / 1000 + jump
          map = observe(map, reading(ms, audio + jitter, running))
          expect(showFromPerformance(map, ms)).toBeCloseTo(show, 9)
        }
      }),
      { seed: SEED },
    )
  })

  test(`a stamp from before the last reading keeps its place (seed ${SEED})`, () => {
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (story, share) => {
        let map = createClockMap(0)
        let ms = 0
        for (const { gap, jitter } of story) {
          // Beyond the loop's second the line has a bend, which one slope cannot tell.
          const held = Math.min(gap, 1000)
          const stamp = ms + held * share
          const before = showFromPerformance(map, stamp)
          ms += held
          map = observe(map, reading(ms, ms / 1000 + jitter))
          expect(showFromPerformance(map, stamp)).toBeCloseTo(before, 9)
        }
      }),
      { seed: SEED },
    )
  })

  test(`performance time is found again from show time (seed ${SEED})`, () => {
    fc.assert(
      fc.property(steps, fc.double({ min: -50, max: 5000, noNaN: true }), (story, ahead) => {
        let map = createClockMap(0)
        let ms = 0
        for (const { gap, jitter, running } of story) {
          ms += gap
          map = observe(map, reading(ms, ms / 1000 + jitter, running))
        }
        const show = showFromPerformance(map, ms + ahead)
        expect(performanceFromShow(map, show)).toBeCloseTo(ms + ahead, 6)
      }),
      { seed: SEED },
    )
  })
})
