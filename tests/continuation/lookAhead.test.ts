import { describe, expect, test } from 'vitest'
import { frameOf } from '../../engine/performance/view.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { BEAT, noteOff, noteOn, Stage } from '../performance/stage.ts'

/** A phrase of a bar, and the time until its answer is planned and looked ahead. */
function asked(seed: number, chord: readonly number[] = []): Stage {
  const stage = new Stage({ seed, network: new ShippedNetwork() })
  if (chord.length > 0) {
    stage.tell({ type: 'setParameter', parameter: 'hands.split', value: 55 })
    for (const pitch of chord) stage.tell(noteOn(pitch))
  }
  for (const [index, pitch] of [60, 64, 67, 64].entries()) {
    stage.play(pitch, 1 + index * BEAT, 1.3 + index * BEAT)
  }
  while (!stage.conductor.state.ahead.meant && stage.now < 9) stage.until(stage.now + 0.01)
  return stage
}

const notesFrom = (stage: Stage, seconds: number) =>
  stage.partnerNotes.filter(({ atSeconds }) => atSeconds > seconds)

describe('the look-ahead', () => {
  test('shows what is then played, if nothing moves', () => {
    for (let seed = 0; seed < 6; seed++) {
      const stage = asked(seed)
      const { lookAhead } = frameOf(stage.conductor.state, stage.now)
      expect(lookAhead.length).toBeGreaterThan(1)
      const from = stage.now
      stage.until(20)
      const played = notesFrom(stage, from).slice(0, lookAhead.length)
      expect(played.map(({ pitch }) => pitch)).toEqual(lookAhead.map(({ pitch }) => pitch))
      played.forEach(({ atSeconds }, index) =>
        expect(atSeconds).toBeCloseTo(lookAhead[index]?.startSeconds ?? 0, 6),
      )
      for (const { confidence, durationSeconds } of lookAhead) {
        expect(confidence).toBeGreaterThan(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(durationSeconds).toBeGreaterThan(0)
      }
    }
  })

  test('draws each note as long as it then sounds, as short as the performer holds theirs', () => {
    let notes = 0
    for (let seed = 0; seed < 6; seed++) {
      const stage = asked(seed)
      const { lookAhead } = frameOf(stage.conductor.state, stage.now)
      const from = stage.now
      stage.until(20)
      for (const [index, note] of notesFrom(stage, from).entries()) {
        // How the last of the bar goes on is not known yet.
        if (index >= lookAhead.length - 1) break
        const sounds = (stage.endOf(note)?.atSeconds ?? NaN) - note.atSeconds
        expect(lookAhead[index]?.durationSeconds).toBeCloseTo(sounds, 6)
        notes++
      }
    }
    expect(notes).toBeGreaterThan(12)
  })

  test('shows what is then played over a chord that is held', () => {
    const stage = asked(1, [44, 48, 51])
    const { lookAhead } = frameOf(stage.conductor.state, stage.now)
    const from = stage.now
    stage.until(20)
    const played = notesFrom(stage, from).slice(0, lookAhead.length)
    expect(played.length).toBeGreaterThan(1)
    expect(played.map(({ pitch }) => pitch)).toEqual(lookAhead.map(({ pitch }) => pitch))
  })

  test('stays true from sixteenth to sixteenth, through a sweep of the temperature too', () => {
    const stage = asked(3)
    stage.tell({
      type: 'sweep',
      parameter: 'temperature',
      from: 0.5,
      to: 1.8,
      durationTicks: 1920 as never,
    })
    stage.until(stage.now + 3 * BEAT)
    const { meant } = stage.conductor.state.ahead
    const shown = frameOf(stage.conductor.state, stage.now).lookAhead
    expect(meant).not.toBeNull()
    const from = stage.now
    stage.until(20)
    expect(
      notesFrom(stage, from)
        .slice(0, shown.length)
        .map(({ pitch }) => pitch),
    ).toEqual(shown.map(({ pitch }) => pitch))
  })

  test('is drawn anew at a veto, and the new one is played', () => {
    const stage = asked(1)
    const before = frameOf(stage.conductor.state, stage.now).lookAhead
    stage.tell({ type: 'veto' })
    stage.until(stage.now + 0.03)
    const { lookAhead } = frameOf(stage.conductor.state, stage.now)
    expect(lookAhead).not.toEqual(before)
    const from = stage.now
    stage.until(20)
    expect(
      notesFrom(stage, from)
        .slice(0, lookAhead.length)
        .map(({ pitch }) => pitch),
    ).toEqual(lookAhead.map(({ pitch }) => pitch))
  })

  test('is dropped when the partner yields, and what it had meant is kept to be shown', () => {
    const stage = asked(2)
    stage.until(stage.now + 2 * BEAT)
    const { meant } = stage.conductor.state.ahead
    stage.tell(noteOn(60))
    expect(frameOf(stage.conductor.state, stage.now).lookAhead).toEqual([])
    expect(stage.conductor.state.ahead).toMatchObject({ meant: null, dropped: meant })
    stage.tell(noteOff(60))
  })
})

describe('the look-ahead of a second voice', () => {
  /** Plays a bar beside a partner in a role. */
  function beside(mode: 'together' | 'shadow', seed: number): Stage {
    const stage = new Stage({ seed, network: new ShippedNetwork() })
    stage.tell({ type: 'mode', mode })
    for (const [index, pitch] of [60, 64, 67, 64].entries()) {
      stage.play(pitch, 1 + index * BEAT, 1.3 + index * BEAT)
    }
    return stage
  }

  /** What is shown now, and the notes that then begin within its bar. */
  function shownAndPlayed(stage: Stage) {
    const { lookAhead } = frameOf(stage.conductor.state, stage.now)
    const from = stage.now
    const last = lookAhead.at(-1)?.startSeconds ?? 0
    stage.until(from + 4 * BEAT)
    const played = notesFrom(stage, from).filter(({ atSeconds }) => atSeconds < last + 0.001)
    return {
      shown: lookAhead.map(({ pitch, startSeconds }) => [pitch, startSeconds.toFixed(6)]),
      played: played.map(({ pitch, atSeconds }) => [pitch, atSeconds.toFixed(6)]),
    }
  }

  test('shows what is then played while the hands rest', () => {
    let notes = 0
    for (let seed = 0; seed < 6; seed++) {
      const stage = beside('together', seed)
      stage.until(stage.now + 1.4 * BEAT)
      const { shown, played } = shownAndPlayed(stage)
      expect(played).toEqual(shown)
      notes += shown.length
    }
    expect(notes).toBeGreaterThan(12)
  })

  test('shows what is then played over a key that is held', () => {
    let notes = 0
    for (let seed = 0; seed < 6; seed++) {
      const stage = beside('together', seed)
      stage.at(stage.now + BEAT, noteOn(72))
      stage.until(stage.now + 0.1)
      const { shown, played } = shownAndPlayed(stage)
      expect(played).toEqual(shown)
      notes += shown.length
    }
    expect(notes).toBeGreaterThan(12)
  })

  test('is drawn anew at a veto, and the new one is played', () => {
    const stage = beside('together', 3)
    stage.until(stage.now + BEAT)
    const before = frameOf(stage.conductor.state, stage.now).lookAhead
    stage.tell({ type: 'veto' })
    stage.until(stage.now + 0.03)
    const { shown, played } = shownAndPlayed(stage)
    expect(shown).not.toEqual(
      before.map(({ pitch, startSeconds }) => [pitch, startSeconds.toFixed(6)]),
    )
    expect(played).toEqual(shown)
  })

  test('of a shadow shows the note that follows half a beat behind', () => {
    for (let seed = 0; seed < 4; seed++) {
      const stage = beside('shadow', seed)
      stage.at(stage.now + BEAT, noteOn(65))
      stage.until(stage.now + BEAT / 4)
      const { shown, played } = shownAndPlayed(stage)
      expect(shown).toHaveLength(1)
      expect(played).toEqual(shown)
    }
  })
})
