import { describe, expect, test } from 'vitest'
import type { Event } from '../../engine/core/events.ts'
import { draw } from '../../engine/core/random.ts'
import { unit } from '../../engine/core/units.ts'
import { replay } from '../../engine/performance/replay.ts'
import { viewOf } from '../../engine/performance/view.ts'
import { createNoticeBoard } from '../../engine/ui/notices.ts'
import { keyWords, restWords, timeWords } from '../../engine/ui/words.ts'
import { ShippedNetwork } from '../performance/shippedNetwork.ts'
import { noteOff, noteOn, Stage, type Network } from '../performance/stage.ts'

interface Played {
  readonly at: number
  readonly pitch: number
  readonly lasts: number
}

/** The model that comes with Anthesis, which looks ahead for nobody here. */
function model(): Network {
  const shipped = new ShippedNetwork()
  return {
    answer: (ask) => shipped.answer(ask),
    answerKey: (ask) => shipped.answerKey(ask),
  }
}

const notes = (count: number, apart: number, pitchOf: (index: number) => number): Played[] =>
  Array.from({ length: count }, (_, index) => ({
    at: 1 + index * apart,
    pitch: pitchOf(index),
    lasts: apart * 0.7,
  }))

const TUNE = [60, 64, 67, 64, 65, 69, 67, 65, 64, 67, 64, 62, 60, 59, 62, 60]
const inC = (index: number): number => TUNE[index % TUNE.length] ?? 60

/** Eighths whose gaps grow by a third from the first to the last. */
function slowing(count: number): Played[] {
  let at = 1
  return Array.from({ length: count }, (_, index) => {
    const gap = 0.3 * (1 + index / (3 * (count - 1)))
    const note = { at, pitch: inC(index), lasts: gap * 0.7 }
    at += gap
    return note
  })
}

const random = (count: number, apart: number): Played[] =>
  notes(count, apart, (index) => 48 + Math.floor(36 * draw(5, 'row', index)))

const mashing = Array.from({ length: 300 }, (_, n) => ({
  at: 1 + 12 * draw(11, 'when', n),
  pitch: Math.floor(128 * draw(11, 'what', n)),
  lasts: draw(11, 'long', n),
}))

/** What the page and the log say of it. */
interface Said {
  readonly key: RegExp
  readonly tempo: RegExp
  readonly notices: readonly RegExp[]
  /** As the log has it. */
  readonly logged: { readonly time: string; readonly isWhole: boolean }
}

const NO_BEAT = /No steady beat in what you played: 100 bpm stays\./
const NEWEST = /Of that long phrase the newest 160 notes count\./
const NO_KEY = /There is no key in what you play: it is heard as played\./
const BEYOND = /Notes of your phrase lie beyond the partner's range/
const OUTSIDE = /Your phrase lies outside the partner's range/
const ONE_NOTE = /^Key: listening; one note alone has none\.$/
const NONE = /^Key: none in this playing; heard as played\.$/
const FEW = /^Tempo: 100 bpm as before; so few notes have none\.$/
const KEPT = /^Tempo: 100 bpm as before; no steady beat in what you played\.$/
const whole = (time: string) => ({ time, isWhole: true })
const newest = (time: string) => ({ time, isWhole: false })

const BAD: Readonly<Record<string, readonly [readonly Played[], Said]>> = {
  'one note': [
    notes(1, 1, () => 60),
    { key: ONE_NOTE, tempo: FEW, notices: [], logged: whole('kept') },
  ],
  'one note repeated for a minute': [
    notes(240, 0.25, () => 60),
    { key: ONE_NOTE, tempo: /^Tempo: 120 bpm, as/, notices: [NEWEST], logged: newest('heard') },
  ],
  'a cluster of ten': [
    Array.from({ length: 10 }, (_, n) => ({ at: 1, pitch: 55 + n, lasts: 2 })),
    { key: ONE_NOTE, tempo: FEW, notices: [], logged: whole('kept') },
  ],
  'a glissando': [
    notes(36, 0.028, (index) => 48 + index),
    { key: /./, tempo: KEPT, notices: [NO_BEAT], logged: whole('kept') },
  ],
  'a trill': [
    notes(80, 0.07, (index) => 72 + 2 * (index % 2)),
    { key: /^Key: .* sure\.$/, tempo: /bpm, as you played/, notices: [], logged: whole('heard') },
  ],
  'notes 10 ms apart': [
    notes(200, 0.01, (index) => 50 + ((index * 7) % 24)),
    { key: NONE, tempo: KEPT, notices: [NO_KEY, NO_BEAT, NEWEST], logged: newest('kept') },
  ],
  'a phrase of 200 bars': [
    notes(1600, 0.25, inC),
    { key: /^Key: C major/, tempo: /^Tempo: 120 bpm/, notices: [NEWEST], logged: newest('heard') },
  ],
  'atonal playing': [
    random(60, 0.3),
    { key: NONE, tempo: /^Tempo: 100 bpm/, notices: [NO_KEY], logged: whole('heard') },
  ],
  'a tempo that drifts by a third': [
    slowing(64),
    { key: /^Key: C major/, tempo: /^Tempo: 7\d bpm/, notices: [], logged: whole('heard') },
  ],
  'key mashing': [
    mashing,
    { key: NONE, tempo: KEPT, notices: [OUTSIDE, NO_KEY, NO_BEAT, NEWEST], logged: newest('kept') },
  ],
  'notes at the ends of the keyboard': [
    notes(20, 0.2, (index) => (index % 2) * 127),
    { key: /./, tempo: /^Tempo: 150 bpm/, notices: [BEYOND], logged: whole('heard') },
  ],
}

/** Plays it, with the notices that come meanwhile and until the phrase is over. */
function play(stage: Stage, played: readonly Played[]): string[] {
  const board = createNoticeBoard(() => 0)
  const notices: string[] = []
  const watch = () => {
    board.watch(viewOf(stage.conductor.state, stage.now))
    const text = board.notice?.text
    if (text !== undefined && notices.at(-1) !== text) notices.push(text)
  }
  const happenings = played
    .flatMap(({ at, pitch, lasts }): { at: number; event: Event }[] => [
      { at, event: noteOn(pitch) },
      { at: at + lasts, event: noteOff(pitch) },
    ])
    .sort((a, b) => a.at - b.at)
  for (const { at, event } of happenings) {
    stage.at(at, event)
    watch()
  }
  for (const end = stage.now + 3; stage.now < end;) {
    stage.until(stage.now + 0.1)
    watch()
  }
  return notices
}

const loggedOf = (stage: Stage) =>
  stage
    .log()
    .filter((line) => line.startsWith('{"phrase"'))
    .map((line) => (JSON.parse(line) as { phrase: Said['logged'] }).phrase)

/** All falls silent at a panic, and the log of it replays. */
function expectSound(stage: Stage): void {
  stage.tell({ type: 'panic' })
  stage.until(stage.now + 1)
  expect(stage.conductor.state.sound.sounding).toEqual([])
  stage.conductor.end()
  expect(replay(stage.log())).toMatchObject({ identical: true })
}

describe('bad input', () => {
  test.each(Object.entries(BAD))(
    '%s is answered like music, and what was not heard is said',
    (_, [played, said]) => {
      const stage = new Stage({ network: model(), key: 'auto' })
      const notices = play(stage, played)
      const view = viewOf(stage.conductor.state, stage.now)
      expect(keyWords(view)).toMatch(said.key)
      expect(timeWords(view)).toMatch(said.tempo)
      for (const notice of said.notices) expect(notices.join('\n')).toMatch(notice)
      if (said.notices.length === 0) expect(notices).toEqual([])
      expect(loggedOf(stage).at(-1)).toMatchObject(said.logged)
      const lastOnset = Math.max(...played.map(({ at }) => at))
      const answer = stage.partnerNotes.filter(({ atSeconds }) => atSeconds > lastOnset)
      expect(answer.length).toBeGreaterThan(0)
      expect(answer[0]?.provenance?.step).toBeLessThan(2)
      const pitches = played.map(({ pitch }) => pitch)
      for (const { pitch } of answer) {
        expect(pitch).toBeGreaterThanOrEqual(Math.min(...pitches) - 12)
        expect(pitch).toBeLessThanOrEqual(Math.max(...pitches) + 12)
      }
      expect(JSON.stringify(stage.conductor.state.ear).length).toBeLessThan(60_000)
      expectSound(stage)
    },
  )

  test('forty seconds of held pedal: each phrase is answered when it is over', () => {
    const stage = new Stage({ network: model(), key: 'auto' })
    const pedal = (value: number): Event => ({
      type: 'control',
      device: 'keys',
      channel: 1,
      controller: 64,
      value: unit(value),
    })
    stage.at(0.5, pedal(1))
    for (const from of [1, 11, 21, 31]) {
      const phrase = TUNE.map((pitch, index) => ({ at: from + index * 0.25, pitch, lasts: 0.2 }))
      play(stage, phrase)
      const answer = stage.partnerNotes.filter(({ atSeconds }) => atSeconds > from + 3.75)
      expect(answer[0]?.atSeconds).toBeLessThan(from + 5.5)
      stage.until(from + 9.5)
      // The pedal holds what the performer played, and nothing of the partner's.
      const { sounding } = stage.conductor.state.sound
      expect(new Set(sounding.map(({ voice }) => voice))).toEqual(new Set(['performer']))
      expect(sounding.length).toBeLessThanOrEqual(16)
    }
    stage.at(41, pedal(0))
    expect(stage.conductor.state.sound.sounding).toEqual([])
    expectSound(stage)
  })

  test('a pedal that holds every note leaves a second voice none, and it says why', () => {
    const stage = new Stage({ network: model() })
    stage.tell({ type: 'mode', mode: 'together' })
    stage.tell({ type: 'control', device: 'keys', channel: 1, controller: 64, value: unit(1) })
    for (let pitch = 60; pitch < 72; pitch++) stage.play(pitch, pitch / 6 - 9, pitch / 6 - 8.9)
    const from = stage.now + 0.1
    stage.until(from + 4)
    expect(stage.partnerNotes.filter(({ atSeconds }) => atSeconds > from)).toEqual([])
    const view = viewOf(stage.conductor.state, stage.now)
    expect(restWords(view.rest, view)).toMatch(
      /^Waits: any note would rub against those that sound/,
    )
    expectSound(stage)
  })

  test('a split above the top note: nothing is answered, and it says why', () => {
    const stage = new Stage({ network: model(), key: 'auto' })
    stage.tell({ type: 'setParameter', parameter: 'hands.split', value: 90 })
    for (const [index, pitch] of TUNE.entries()) {
      stage.at(1 + index * 0.3, noteOn(pitch))
      const view = viewOf(stage.conductor.state, stage.now)
      expect(restWords(view.rest, view)).toMatch(/^Below the split: harmony, not answered/)
      stage.at(1.2 + index * 0.3, noteOff(pitch))
    }
    stage.until(stage.now + 6)
    expect(stage.partnerNotes).toEqual([])
    expectSound(stage)
  })
})
