import { describe, expect, test } from 'vitest'
import { nearestStep } from '../../engine/clock/grid.ts'
import type { Meter } from '../../engine/clock/meter.ts'
import { exactTicksAt } from '../../engine/clock/tempoMap.ts'
import { chordNatsAt, chordOf } from '../../engine/continuation/harmony.ts'
import { viewOf } from '../../engine/performance/view.ts'
import { restWords } from '../../engine/ui/words.ts'
import { heldHarmony } from '../../engine/performance/heldHarmony.ts'
import { unit } from '../../engine/core/units.ts'
import { runs } from '../performance/scriptedNetwork.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { noteOff, noteOn, Stage } from '../performance/stage.ts'

const SPLIT = 55

/** A bass note under each bar of a tune, as two hands play it; the bass is held through the answer. */
function twoHands(stage: Stage): number {
  const tune = [60, 62, 64, 65, 67, 65, 64, 62]
  stage.at(1, noteOn(48))
  for (const [index, pitch] of tune.entries()) {
    stage.play(pitch, 1 + index * 0.3, 1.25 + index * 0.3)
  }
  return 1 + tune.length * 0.3
}

const splitAt = (pitch: number, network = runs()): Stage => {
  const stage = new Stage({ network })
  stage.tell({ type: 'setParameter', parameter: 'hands.split', value: pitch })
  return stage
}

describe('below the split', () => {
  test('the left hand sounds, and the network hears the right hand alone', () => {
    const network = runs()
    const stage = splitAt(SPLIT, network)
    const end = twoHands(stage)
    stage.until(end + 0.5)
    expect(stage.notes.some(({ voice, pitch }) => voice === 'performer' && pitch === 48)).toBe(true)
    const heard = network.tokens.filter((token) => token > 1).map((token) => token + 46)
    expect(heard.slice(0, 8)).toEqual([60, 62, 64, 65, 67, 65, 64, 62])
  })

  test('a bass note neither interrupts the answer nor begins a phrase', () => {
    const stage = splitAt(SPLIT)
    const end = twoHands(stage)
    stage.until(end + 1.2)
    const before = stage.partnerNotes.length
    expect(before).toBeGreaterThan(0)
    stage.play(43, stage.now + 0.1, stage.now + 0.4)
    expect(stage.conductor.state.continuation.plan?.kind).toBe('answer')
    stage.until(stage.now + 1)
    expect(stage.partnerNotes.length).toBeGreaterThan(before)
  })

  test('without a split the same bass note makes the partner yield', () => {
    const stage = splitAt(0)
    const end = twoHands(stage)
    stage.until(end + 1.2)
    expect(stage.partnerNotes.length).toBeGreaterThan(0)
    stage.at(stage.now + 0.1, noteOn(43))
    expect(stage.conductor.state.continuation.plan).toBeNull()
  })

  test('the split is learnt from the next key', () => {
    const stage = new Stage({ network: runs() })
    stage.tell({ type: 'setParameter', parameter: 'hands.learnSplit', value: 1 })
    stage.play(57, 0.5, 0.7)
    stage.at(1, noteOn(56))
    expect(stage.conductor.state.ear.notes.map(({ pitch }) => pitch)).toEqual([57])
  })

  test('a split above the top note leaves all to harmony: it sounds, and nobody answers', () => {
    const stage = splitAt(127)
    const end = twoHands(stage)
    stage.until(end + 4)
    expect(stage.notes.filter(({ voice }) => voice === 'performer')).toHaveLength(9)
    expect(stage.partnerNotes).toEqual([])
    const view = viewOf(stage.conductor.state, stage.now)
    expect(restWords(0, view)).toMatch(/Below the split/)
  })

  test('a split that moves while a key is down leaves no note behind', () => {
    const stage = splitAt(0)
    stage.at(1, noteOn(60))
    stage.tell({ type: 'setParameter', parameter: 'hands.split', value: 72 })
    stage.at(1.3, noteOff(60))
    expect(stage.conductor.state.ear.notes.at(-1)?.offSeconds).not.toBeNull()
    expect(
      stage.conductor.state.continuation.listener.every(({ offStep }) => offStep !== null),
    ).toBe(true)
  })
})

/**
 * How often notes on beats 1 and 3 of two-bar answers are of the chord of C minor.
 * @param isPedalled whether the pedal holds the chord, its keys being up
 */
function onChordTones(
  weight: number,
  seeds: number,
  isPedalled = false,
): { share: number; notes: number } {
  let notes = 0
  let onChord = 0
  for (let seed = 0; seed < seeds; seed++) {
    const stage = new Stage({ seed, network: new ShippedNetwork() })
    stage.tell({ type: 'setParameter', parameter: 'hands.split', value: SPLIT })
    stage.tell({ type: 'setParameter', parameter: 'dice.harmony', value: weight })
    for (const pitch of [48, 51, 43]) stage.at(0.9, noteOn(pitch))
    if (isPedalled) {
      stage.tell({ type: 'control', device: 'keys', channel: 1, controller: 64, value: unit(1) })
      for (const pitch of [48, 51, 43]) stage.at(0.95, noteOff(pitch))
    }
    const tune = [72, 74, 75, 77, 79, 77, 75, 74, 72, 74, 75, 72]
    for (const [index, pitch] of tune.entries()) {
      stage.play(pitch, 1 + index * 0.3, 1.25 + index * 0.3, index % 4 === 0 ? 0.8 : 0.6)
    }
    stage.until(12)
    const { grid, map } = stage.conductor.state.clock
    for (const { pitch, atSeconds } of stage.partnerNotes) {
      if (nearestStep(grid, exactTicksAt(map, atSeconds)) % 8 !== 0) continue
      notes++
      if ([0, 3, 7].includes(pitch % 12)) onChord++
    }
  }
  return { share: onChord / notes, notes }
}

describe('a chord held below the split', () => {
  test('draws the answer’s strong beats to its tones', () => {
    const without = onChordTones(0, 12)
    const within = onChordTones(1, 12)
    expect(without.notes).toBeGreaterThan(20)
    expect(within.notes).toBeGreaterThan(20)
    expect(within.share).toBeGreaterThan(0.85)
    expect(within.share).toBeGreaterThan(without.share + 0.2)
  })

  test('counts while the pedal holds it, as it does by its keys', () => {
    const { share, notes } = onChordTones(1, 8, true)
    expect(notes).toBeGreaterThan(14)
    expect(share).toBeGreaterThan(0.85)
  })

  test('is the two hands’ own: a lone bass note is no chord, and none counts without a split', () => {
    expect(chordOf([36, 48], 0)).toBe(0)
    expect(chordOf([48, 51, 55], 9)).toBe((1 << 9) | (1 << 0) | (1 << 4))
    const stage = new Stage({ network: runs() })
    for (const pitch of [48, 51, 43]) stage.at(0.9, noteOn(pitch))
    const { sound, modulation, clock, continuation } = stage.conductor.state
    const sounding = sound.sounding.map(({ pitch }) => pitch)
    expect(heldHarmony(sounding, modulation, clock.grid, continuation, 0, 0)).toBeNull()
  })

  test('weighs fully on strong beats, half on the others, nothing between, in each meter', () => {
    const at = (meter: Meter, barStep: number) =>
      Array.from({ length: 12 }, (_, step) =>
        chordNatsAt({ pitchClasses: 1, nats: 2, barStep, meter }, step),
      )
    expect(at('4/4', 0)).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0])
    expect(at('3/4', 4)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0])
    expect(at('6/8', 0)).toEqual([2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0])
  })
})
