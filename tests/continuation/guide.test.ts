import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginCourse, courseAfter } from '../../engine/continuation/course.ts'
import { plainDice } from '../../engine/continuation/dice.ts'
import { freeGuide, leanOf, type Guide } from '../../engine/continuation/guide.ts'
import { throwDice } from '../../engine/continuation/throwDice.ts'
import { draw } from '../../engine/core/random.ts'

const SEED = 20261126
const LOWEST = 48

/** A network that would rather go on with what is. */
const sleepy = Array.from({ length: 38 }, (_, token) => (token === 0 ? 4 : token === 1 ? 1 : -1))

/** One that has an onset as often as the tunes it learnt from. */
const usual = Array.from({ length: 38 }, (_, token) =>
  Math.log(token === 0 ? 0.5 : token === 1 ? 0.13 : 0.37 / 36),
)

function led(
  guide: Guide,
  steps: number,
  seed: number,
  isFloored = true,
  network: readonly number[] = sleepy,
): number[] {
  let course = beginCourse()
  return Array.from({ length: steps }, (_, step) => {
    const lean = leanOf(guide, course, LOWEST, isFloored)
    const random = draw(seed, 'melody', step)
    const { token } = throwDice(network, plainDice(1), lean, course, LOWEST, random)
    course = courseAfter(course, token)
    return token
  })
}

const bar: Guide = {
  ...freeGuide(60, 72, '4/4'),
  lengthSteps: 16,
  opening: 0b01010001,
  openingSteps: 8,
  density: 0.4,
}

const onsets = (tokens: readonly number[]): number[] =>
  tokens.flatMap((token, step) => (token > 1 ? [step] : []))

/** Of many seeds, the share for which something holds. */
const share = (holds: (seed: number) => boolean): number =>
  Array.from({ length: 200 }, (_, seed) => seed).filter(holds).length / 200

describe('a guided answer', () => {
  test(`has its first onset within two sixteenths, whatever the phrase (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(1000), (opening, seed) => {
        expect(onsets(led({ ...bar, opening }, 16, seed))[0]).toBeLessThan(2)
      }),
      { seed: SEED },
    )
  })

  test('opens with the rhythm of the phrase’s first beats', () => {
    const isAlike = (seed: number) => onsets(led(bar, 8, seed)).join() === '0,4,6'
    expect(share(isAlike)).toBeGreaterThan(0.5)
  })

  test.each([
    ['half notes', 1 / 8],
    ['quarters', 1 / 4],
    ['eighths', 1 / 2],
  ])('goes on at the pace of %s, though the network has its own', (_, density) => {
    const calm = { ...bar, lengthSteps: 32, opening: 0, density }
    const seeds = Array.from({ length: 60 }, (_, seed) => seed)
    const sum = seeds.reduce(
      (count, seed) => count + onsets(led(calm, 32, seed, true, usual)).length,
      0,
    )
    expect(sum / seeds.length / 32 / density).toBeGreaterThan(0.8)
    expect(sum / seeds.length / 32 / density).toBeLessThan(1.25)
  })

  test('ends on a stable degree, held for a beat', () => {
    const endsWell = (seed: number) => {
      const tokens = led(bar, 16, seed)
      const last = onsets(tokens).at(-1) ?? 0
      const pitchClass = (LOWEST + (tokens[last] ?? 0) - 2) % 12
      return last <= 12 && tokens.lastIndexOf(1) < last && [0, 4, 7].includes(pitchClass)
    }
    expect(share(endsWell)).toBeGreaterThan(0.8)
  })

  test('is never silent for long, unless that is lifted', () => {
    const longest = (tokens: readonly number[]): number => {
      const at = [...onsets(tokens), tokens.length]
      return Math.max(...at.slice(1).map((step, index) => step - (at[index] ?? 0)))
    }
    const solo = { ...freeGuide(60, 72, '4/4'), density: 0 }
    for (let seed = 0; seed < 50; seed++) {
      expect(longest(led(solo, 64, seed))).toBeLessThanOrEqual(20)
    }
    expect(share((seed) => longest(led(solo, 64, seed, false)) > 24)).toBeGreaterThan(0.2)
  })
})
