import { expect, test } from 'vitest'
import { leadingClock, leadingWords, type LeadingClock } from '../../engine/clock/leadingClock.ts'

const LINK = { kind: 'link', name: 'Link' } as const
const DRUMS = { kind: 'midi', name: 'drums' } as const
const TAPE = { kind: 'midi', name: 'tape' } as const

/** Who leads after each of these beats. */
function leaders(
  ...beats: readonly (readonly [typeof LINK | typeof DRUMS | typeof TAPE, number])[]
) {
  let leading: LeadingClock | null = null
  return beats.map(([clock, at]) => (leading = leadingClock(leading, clock, at)).name)
}

test('Link is followed until a MIDI clock comes, and again once that has been silent for four seconds', () => {
  expect(
    leaders([LINK, 0], [DRUMS, 0.2], [LINK, 0.5], [DRUMS, 0.7], [LINK, 4.6], [LINK, 4.8]),
  ).toEqual(['Link', 'drums', 'drums', 'drums', 'drums', 'Link'])
})

test('of two MIDI clocks the one that was there first is followed', () => {
  expect(leaders([DRUMS, 0], [TAPE, 0.1], [DRUMS, 0.5], [TAPE, 0.6], [TAPE, 5])).toEqual([
    'drums',
    'drums',
    'drums',
    'drums',
    'tape',
  ])
})

test('the rule is said in a line', () => {
  expect(leadingWords(DRUMS)).toContain(
    'The MIDI clock of drums leads: MIDI clock goes before Link',
  )
  expect(leadingWords(LINK)).toBe('Ableton Link leads, as long as no MIDI clock is heard.')
})
