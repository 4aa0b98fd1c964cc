import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fallSeconds, secondsLain, stainLeft } from '../../engine/visuals/falling.ts'
import {
  colourAt,
  hueAt,
  PALETTE,
  toLinear,
  type ColourName,
} from '../../engine/visuals/palette.ts'
import { GLIDE_BARS, vantageAt, VANTAGES } from '../../engine/visuals/vantage.ts'

const names = Object.keys(PALETTE) as ColourName[]

describe('the garden\u2019s hour', () => {
  test('a palette comes round after twenty minutes and has wandered by then', () => {
    for (const name of names) {
      expect(hueAt(name, 1200)).toBeCloseTo(hueAt(name, 0), 6)
      const hues = Array.from({ length: 20 }, (_, minute) => hueAt(name, minute * 60))
      expect(Math.max(...hues) - Math.min(...hues)).toBeGreaterThan(5)
    }
  })

  test('who plays and how hot it is stay apart at any moment', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 7200, noNaN: true }), (now) => {
        const apart = (one: ColourName, other: ColourName): number => {
          const turn = Math.abs(hueAt(one, now) - hueAt(other, now)) % 360
          return Math.min(turn, 360 - turn)
        }
        expect(apart('amber', 'cyan')).toBeGreaterThan(85)
        expect(apart('ice', 'ember')).toBeGreaterThan(120)
      }),
      { seed: 5 },
    )
  })

  test('every colour can be shown, and is as light as it was meant', () => {
    const luminance = (name: ColourName, now: number): number => {
      const { r, g, b } = colourAt(name, now, { r: 0, g: 0, b: 0 })
      expect(Math.max(r, g, b)).toBeLessThan(1.1)
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    for (const name of names) {
      const through = Array.from({ length: 20 }, (_, minute) => luminance(name, minute * 60))
      expect(Math.max(...through) / Math.min(...through)).toBeLessThan(1.5)
    }
  })

  test('OKLCH is read as it was published: sRGB\u2019s red and blue come back', () => {
    const red = toLinear([0.627955, 0.257683, 29.2339], { r: 0, g: 0, b: 0 })
    expect([red.r, red.g, red.b].map((part) => part.toFixed(3))).toEqual([
      '1.000',
      '0.000',
      '0.000',
    ])
    const blue = toLinear([0.452014, 0.313214, 264.052], { r: 0, g: 0, b: 0 })
    expect([blue.r, blue.g, blue.b].map((part) => part.toFixed(3))).toEqual([
      '0.000',
      '0.000',
      '1.000',
    ])
  })

  test('every five minutes the eye goes elsewhere, from a bar line on, and without a jump', () => {
    const barSeconds = 2.4
    const eye = { azimuth: 0, elevation: 0, distance: 0 }
    let last: number | null = null
    const moves: number[] = []
    for (let now = 0; now < 1500; now += 0.05) {
      const bars = now / barSeconds
      const { azimuth } = vantageAt(now, bars - Math.floor(bars), barSeconds, eye)
      if (last !== null && azimuth !== last) {
        expect(Math.abs(azimuth - last)).toBeLessThan(0.02)
        moves.push(now)
      }
      last = azimuth
    }
    const begins = moves.filter((at, i) => i === 0 || at - (moves[i - 1] ?? 0) > 1)
    expect(begins.map((at) => Math.floor(at / 300))).toEqual([1, 2, 3, 4])
    for (const at of begins) {
      const intoBar = at / barSeconds - Math.floor(at / barSeconds)
      expect(Math.min(intoBar, 1 - intoBar)).toBeLessThan(0.05)
    }
    for (const at of moves) expect((at % 300) / barSeconds).toBeLessThan(GLIDE_BARS + 1.05)
    expect(new Set(VANTAGES.map(({ azimuth }) => azimuth)).size).toBe(VANTAGES.length)
  })

  test('a petal that is old falls within seconds, and the ground forgets it in fifteen minutes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (own) => {
        expect(secondsLain(100, own, 100)).toBeLessThan(0)
        expect(secondsLain(100, own, 100 + 9 + fallSeconds(own))).toBeGreaterThanOrEqual(0)
      }),
      { seed: 6 },
    )
    expect(stainLeft(0)).toBe(1)
    expect(stainLeft(900)).toBeLessThan(0.021)
    // Put down in two goes or in one, the same is left.
    expect(stainLeft(60) * stainLeft(200)).toBeCloseTo(stainLeft(260), 12)
  })
})
