import { expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { unit } from '../../engine/core/units.ts'
import { noteOff, noteOn, Stage } from '../performance/stage.ts'

const SUSTAIN = 64
const SOSTENUTO = 66
const SOFT = 67

const press = (controller: number, value = 1): Event => ({
  type: 'control',
  device: 'keys',
  channel: 1,
  controller,
  value: unit(value),
})
const ends = ({ commands }: Stage) =>
  commands.flatMap((command) => (command.type === 'noteOff' ? [command.pitch] : []))

test('the sostenuto pedal holds the keys that were down when it went down, and no later ones', () => {
  const stage = new Stage()
  stage.at(0.5, noteOn(48))
  stage.at(1, press(SOSTENUTO))
  stage.play(60, 1.2, 1.4)
  stage.at(1.6, noteOff(48))
  stage.until(2)
  expect(ends(stage)).toEqual([60])
  stage.at(2.2, press(SOSTENUTO, 0))
  expect(ends(stage)).toEqual([60, 48])
})

test('sustain and sostenuto each hold on when the other comes up', () => {
  const stage = new Stage()
  stage.at(0.5, noteOn(48))
  stage.at(1, press(SOSTENUTO))
  stage.at(1.1, press(SUSTAIN))
  stage.at(1.2, noteOff(48))
  stage.at(1.5, press(SUSTAIN, 0))
  expect(ends(stage)).toEqual([])
  stage.at(1.6, press(SUSTAIN))
  stage.at(1.7, press(SOSTENUTO, 0))
  expect(ends(stage)).toEqual([])
  stage.at(1.8, press(SUSTAIN, 0))
  expect(ends(stage)).toEqual([48])
})

test('the soft pedal makes what is struck softer, until it comes up', () => {
  const stage = new Stage()
  stage.at(0.5, press(SOFT))
  stage.play(60, 1, 1.2)
  stage.at(1.5, press(SOFT, 0))
  stage.play(60, 2, 2.2)
  const [soft, plain] = stage.notes.map(({ velocity }) => velocity)
  expect(soft).toBeCloseTo(0.65 * (plain ?? 0), 6)
})

test('a panic brings all three up', () => {
  const stage = new Stage()
  stage.at(0.5, noteOn(48))
  for (const pedal of [SUSTAIN, SOSTENUTO, SOFT]) stage.tell(press(pedal))
  stage.at(1, { type: 'panic' })
  const { pedals, sostenuto, soft } = stage.conductor.state.hands
  expect([pedals, sostenuto, soft]).toEqual([[], [], []])
  expect(stage.conductor.state.sound.sounding).toEqual([])
})
