import { expect, test } from 'vitest'
import { createEncorePlayer } from '../../engine/edges/encorePlayer.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { Conductor } from '../../engine/performance/conductor.ts'
import { encoreOf } from '../../engine/performance/encore.ts'
import { midiNote, unit } from '../../engine/core/units.ts'

const key = { device: 'keys', channel: 1, pitch: midiNote(60) }

/** What is heard of an encore, from a performance in which a key is still down. */
function encoreOfHeldKey() {
  const conductor = new Conductor(1, 'test', { perform: () => undefined, write: () => undefined })
  conductor.accept({ type: 'noteOn', ...key, velocity: unit(0.8) }, 1)
  conductor.advanceTo(2)
  const heard: Command[] = []
  const ends: string[] = []
  const player = createEncorePlayer(
    (commands) => heard.push(...commands),
    () => ends.push('end'),
  )
  player.start(encoreOf(conductor.recent(), conductor.state, 0), 10)
  return { player, heard, ends }
}

const kinds = (commands: readonly Command[]) => commands.map(({ type }) => type)

test('an encore that runs out ends the notes whose keys are still down', () => {
  const { player, heard, ends } = encoreOfHeldKey()
  player.advanceTo(20)
  expect(kinds(heard).toSorted()).toEqual(['noteOff', 'noteOn', 'petal', 'petalEnd'])
  expect(ends).toEqual(['end'])
  expect(player.isPlaying).toBe(false)
})

test('an encore tells whose note sounds', () => {
  const { player } = encoreOfHeldKey()
  expect(player.playing).toBe('nobody')
  player.advanceTo(10.1)
  expect(player.playing).toBe('performer')
  player.advanceTo(20)
  expect(player.playing).toBe('nobody')
})

test('an encore that is stopped ends its notes, once', () => {
  const { player, heard } = encoreOfHeldKey()
  player.advanceTo(10.1)
  player.stop(10.2)
  player.stop(10.3)
  player.advanceTo(20)
  expect(heard.filter(({ type }) => type === 'noteOff')).toHaveLength(1)
})
