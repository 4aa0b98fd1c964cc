import { expect, test } from 'vitest'
import { MELODY_RANGE } from '../../engine/continuation/tokens.ts'
import { readMaterial } from '../../engine/edges/trainingMaterial.ts'
import { runs } from '../performance/scriptedNetwork.ts'
import { BAR, SIXTEENTH, Stage } from '../performance/stage.ts'

const UP = [60, 62, 64, 65, 67, 69, 71, 72]

test('the night’s log so far is learnt from: what was played, and not what answered', () => {
  const stage = new Stage({ network: runs() })
  stage.tell({ type: 'setParameter', parameter: 'downbeat', value: 0 })
  for (const [index, pitch] of UP.entries()) {
    const at = BAR + index * 4 * SIXTEENTH
    stage.play(pitch, at, at + 3.5 * SIXTEENTH)
  }
  stage.until(8 * BAR)
  expect(stage.partnerNotes.length).toBeGreaterThan(8)
  // A page reads it before the take has an end.
  const log = new TextEncoder().encode(stage.log().join('\n')).buffer
  const { tunes, refused } = readMaterial({ log }, MELODY_RANGE)
  expect(refused).toEqual([])
  const onsets = tunes.map((tokens) => tokens.filter((token) => token > 1))
  expect(onsets).toEqual([UP.map((pitch) => pitch - MELODY_RANGE.minPitch + 2)])
})
