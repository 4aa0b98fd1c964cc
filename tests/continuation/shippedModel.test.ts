import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { Continuator } from '../../models/melody/continuator.ts'
import { LstmMelodyModel } from '../../models/melody/lstm.ts'
import { nodeFiles } from '../../models/melody/nodeFiles.ts'
import { BAR, BEAT, Stage, type Network } from '../performance/stage.ts'

const WEIGHTS = fileURLToPath(new URL('../../models/melody/weights', import.meta.url))

let checkpoint: Awaited<ReturnType<typeof loadCheckpoint>>

beforeAll(async () => {
  checkpoint = await loadCheckpoint(nodeFiles(WEIGHTS))
})

/** Frère Jacques, two bars. */
const TUNE = [60, 62, 64, 60, 60, 62, 64, 60]

function played(temperature: number): Stage {
  const model = new Continuator(new LstmMelodyModel(checkpoint))
  const network: Network = { answer: (ask) => model.answer(ask) ?? null }
  const stage = new Stage({ network })
  stage.tell({ type: 'setParameter', parameter: 'temperature', value: temperature })
  TUNE.forEach((pitch, index) => {
    stage.play(pitch, 1 + index * BEAT, 1 + (index + 0.9) * BEAT)
  })
  stage.until(1 + 8 * BEAT)
  stage.until(1 + 20 * BEAT)
  return stage
}

test('after two bars of a tune the shipped network answers for two bars, and never from the stand-in', () => {
  const stage = played(1)
  const notes = stage.partnerNotes
  expect(notes.length).toBeGreaterThan(3)
  expect(notes.every(({ provenance }) => provenance?.model !== 'markov')).toBe(true)
  const start = 1 + 9 * BEAT
  for (const note of notes) {
    expect(note.atSeconds).toBeGreaterThan(start - 0.002)
    expect(note.atSeconds).toBeLessThan(start + 2 * BAR)
    expect(stage.endOf(note)?.atSeconds).toBeLessThan(start + 2 * BAR + 0.002)
  }
  expect(stage.conductor.state.continuation.course.steps).toBe(32)
})

test('it plays the same again, and greedily without dice', () => {
  const heard = (stage: Stage) =>
    stage.partnerNotes.map(({ pitch, atSeconds }) => [pitch, atSeconds])
  expect(heard(played(1))).toEqual(heard(played(1)))
  expect(played(0).partnerNotes.every(({ provenance }) => provenance?.temperature === 0)).toBe(true)
})
