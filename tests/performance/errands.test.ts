import { expect, test } from 'vitest'
import type { Command } from '../../engine/performance/commands.ts'
import { encoreOf } from '../../engine/performance/encore.ts'
import { replay } from '../../engine/performance/replay.ts'
import { noteOff, noteOn, Stage } from './stage.ts'

const isErrand = ({ type }: Command): boolean => type === 'errand'

/** Pad 36 is learnt for a trigger, a note is played, and the pad is pressed. */
function pressedFor(parameter: string): Stage {
  const stage = new Stage()
  stage.at(0.1, { type: 'learn', parameter })
  for (const at of [0.2, 2]) {
    stage.at(at, noteOn(36, 'pads'))
    stage.at(at + 0.1, noteOff(36, 'pads'))
    if (at < 1) stage.play(60, 1, 1.5)
  }
  stage.until(3)
  return stage
}

test('a pad that is learnt for the log saves it once a press', () => {
  expect(pressedFor('saveLog').commands.filter(isErrand)).toEqual([
    { type: 'errand', errand: 'saveLog' },
  ])
})

test('the last minute, called by a pad, is what was played: it calls itself no more', () => {
  const { commands, conductor, log, notes } = pressedFor('replay')
  expect(commands.filter(isErrand)).toEqual([{ type: 'errand', errand: 'replay' }])
  const again = encoreOf(conductor.recent(), conductor.state, 0)
  expect(again.isIdentical).toBe(true)
  expect(again.commands.filter(isErrand)).toEqual([])
  expect(notes[0]).toMatchObject({ voice: 'performer', pitch: 60 })
  expect(again.commands.filter(({ type }) => type === 'noteOn')).toEqual(notes)
  conductor.end()
  expect(replay(log())).toMatchObject({ identical: true })
})
