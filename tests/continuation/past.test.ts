import { describe, expect, test } from 'vitest'
import { isOnset } from '../../engine/continuation/tokens.ts'
import { runs } from '../performance/scriptedNetwork.ts'
import { Stage } from '../performance/stage.ts'

const EIGHTH = 0.3
const TUNE = [60, 64, 67, 64, 65, 69, 67, 65, 64, 67, 64, 62, 60, 59, 62, 60]

/** A phrase in eighths, up to when what follows it is planned. */
function answered(stage: Stage, tune: readonly number[], from: number): void {
  for (const [index, pitch] of tune.entries()) {
    stage.play(pitch, from + index * EIGHTH, from + (index + 0.8) * EIGHTH)
  }
  const end = stage.now + 4
  while (stage.conductor.state.continuation.plan === null && stage.now < end) {
    stage.until(stage.now + 0.01)
  }
}

describe('what came before a phrase', () => {
  test.for(['off', 'auto'] as const)(
    'goes on being eight bars at most, phrase and all, when an answer is planned (key %s)',
    (key) => {
      const network = runs()
      const stage = new Stage({ network, key })
      const taken: number[] = []
      for (let phrase = 0; phrase < 10; phrase++) {
        answered(stage, TUNE, 1 + phrase * 9)
        expect(stage.conductor.state.continuation.plan?.kind).toBe('answer')
        taken.push(network.tokens.length)
        const { tokens } = stage.conductor.state.continuation.context
        expect(network.tokens.slice(-tokens.length)).toEqual(tokens)
        // The newest phrase is there as it was played, before the lead-in.
        expect(network.tokens.filter(isOnset).slice(-16)).toEqual(TUNE.map((pitch) => pitch - 46))
      }
      expect(taken.slice(0, 2).every((length, index) => length > 30 * (index + 1))).toBe(true)
      expect(taken.slice(3)).toEqual(new Array<number>(7).fill(128))
    },
  )
})
