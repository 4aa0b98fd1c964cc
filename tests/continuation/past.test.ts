import { describe, expect, test } from 'vitest'
import { isOnset, pitchOfToken } from '../../engine/continuation/tokens.ts'
import { runs, ScriptedNetwork, surely } from '../performance/scriptedNetwork.ts'
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

/** The notes that the partner has in mind, as they sounded. */
function inMind(stage: Stage): number[] {
  const { context, range, shift } = stage.conductor.state.continuation
  return context.tokens.filter(isOnset).map((token) => pitchOfToken(token - shift, range))
}

/** C4 to E♭4 in turn, as the model has them. */
const low = (): ScriptedNetwork => new ScriptedNetwork((tokens) => surely(14 + (tokens.length % 4)))

const IN_C = 0

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

  test('stays where it was while the first notes of a phrase are heard, however low they begin', () => {
    const wide = [60, 62, 64, 65, 67, 69, 71, 72, 74, 76, 77, 76, 74, 72, 67, 72]
    const stage = new Stage({ network: low(), key: IN_C })
    answered(stage, wide, 1)
    stage.until(stage.now + 0.1)
    answered(stage, [48, 60, 62, 64, 65, 67, 69, 72], 12)
    expect(inMind(stage).slice(0, 16)).toEqual(wide)
  })

  test('is never bent to fit: what the model cannot have beside a new phrase is let go', () => {
    const played = [76, 77, 79, 77, 60, 62, 64, 65]
    const below = [50, 52, 53, 55, 57, 55, 53, 52]
    const stage = new Stage({ network: low(), key: IN_C })
    answered(stage, played, 1)
    expect(inMind(stage)).toEqual(played)
    stage.until(12)
    const partner = stage.partnerNotes.map(({ pitch }) => pitch)
    answered(stage, below, 12)
    const all = [...played, ...partner, ...below]
    const kept = inMind(stage)
    expect(kept).toEqual(all.slice(-kept.length))
    expect(kept.length).toBeGreaterThan(below.length + partner.length)
    expect(kept.length).toBeLessThan(all.length)
  })

  test('is told anew once a phrase at most, and not at all while phrase follows phrase in one register', () => {
    const stage = new Stage({ network: low(), key: IN_C })
    let told = 0
    for (let phrase = 0; phrase < 6; phrase++) {
      answered(stage, TUNE, 1 + phrase * 9)
      const afresh = stage.asks.filter(({ keep }) => keep === 0).length
      if (phrase === 1) expect(afresh).toBe(told)
      else expect(afresh - told).toBeLessThanOrEqual(phrase === 0 ? 2 : 1)
      told = afresh
    }
  })
})
