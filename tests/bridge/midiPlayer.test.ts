import { beforeEach, describe, expect, test } from 'vitest'
import { FARTHEST_SECONDS, MidiPlayer, MOST_WAITING } from '../../bridge/midiPlayer.ts'

const ON = Uint8Array.of(0x90, 60, 100)
const OFF = Uint8Array.of(0x80, 60, 64)
const HIGH = Uint8Array.of(0x90, 72, 100)
const PEDAL = Uint8Array.of(0xb0, 64, 127)

let now: number
let played: number[][]
let alarm: (() => void) | null
let player: MidiPlayer
const page = {}

beforeEach(() => {
  now = 1000
  played = []
  alarm = null
  player = new MidiPlayer({
    send(port, message) {
      if (port !== 'synth') return false
      played.push([...message])
      return true
    },
    nowSeconds: () => now,
    after(_milliseconds, call) {
      alarm = call
      return () => (alarm = null)
    },
  })
})

const play = (message: Uint8Array, atSeconds: number): boolean =>
  player.play(page, 'synth', message, atSeconds)

/** The timer wakes. */
function wakeAt(seconds: number): void {
  now = seconds
  alarm?.()
}

describe('a note for a device', () => {
  test('sounds when it is due and no sooner, whatever comes in between', () => {
    play(HIGH, 1000.2)
    play(ON, 1000.1)
    expect(played).toEqual([])
    wakeAt(1000.05)
    expect(played).toEqual([])
    wakeAt(1000.1)
    expect(played).toEqual([[...ON]])
    wakeAt(1000.2)
    expect(played).toEqual([[...ON], [...HIGH]])
    expect(alarm).toBeNull()
  })

  test('sounds at once when its time has passed', () => {
    play(ON, 0)
    expect(played).toEqual([[...ON]])
  })

  test('keeps the order of one moment, also when the timer is late', () => {
    play(ON, 1000.1)
    play(HIGH, 1000.1)
    now = 1000.2
    play(OFF, 1000.2)
    expect(played).toEqual([[...ON], [...HIGH], [...OFF]])
  })

  test('is refused for no port, more than 10 s ahead, as no message, and where too many wait', () => {
    expect(player.play(page, 'nobody', ON, 0)).toBe(false)
    expect(play(ON, now + FARTHEST_SECONDS + 1)).toBe(false)
    expect(play(Uint8Array.of(0x90, 60), 0)).toBe(false)
    for (let i = 0; i < MOST_WAITING; i++) expect(play(ON, now + 1)).toBe(true)
    expect(play(ON, now + 1)).toBe(false)
  })
})

test('what a page that goes has left sounding is let go of, and what it meant to play is not played', () => {
  play(ON, 0)
  play(PEDAL, 0)
  play(HIGH, 1000.5)
  player.play({}, 'synth', HIGH, 0)
  played = []
  player.leave(page)
  wakeAt(1001)
  expect(played).toEqual([[...OFF], [0xb0, 64, 0]])
})
