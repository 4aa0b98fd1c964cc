import { describe, expect, test } from 'vitest'
import { LOOSE, moved, released, type Takeover } from '../../engine/modulation/takeover.ts'

const follow = (value: number, ...positions: number[]): Takeover =>
  positions.reduce((takeover, position) => moved(takeover, position, value), LOOSE)

describe('a knob picks its fader up', () => {
  test('where it meets it, and not before', () => {
    expect(follow(0.5, 0.1, 0.3)).toEqual({ caught: false, position: 0.3 })
    expect(follow(0.5, 0.1, 0.3, 0.49).caught).toBe(true)
  })

  test('when it is turned past it so fast that no value comes near', () => {
    expect(follow(0.5, 0.1, 0.9).caught).toBe(true)
    expect(follow(0.5, 0.9, 0.1).caught).toBe(true)
  })

  test('not by being seen for the first time on the other side', () => {
    expect(follow(0.5, 0.9).caught).toBe(false)
  })

  test('and keeps it until something else moves it; its place stays known', () => {
    const caught = follow(0.5, 0.5, 0.7)
    expect(caught).toEqual({ caught: true, position: 0.7 })
    expect(released(caught)).toEqual({ caught: false, position: 0.7 })
    expect(released(LOOSE)).toBe(LOOSE)
  })
})
