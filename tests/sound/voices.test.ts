import { describe, expect, test } from 'vitest'
import type { Event, Output, Voice } from '../../engine/core/events.ts'
import { bipolar, unit } from '../../engine/core/units.ts'
import type { Command } from '../../engine/performance/commands.ts'
import { runs } from '../performance/scriptedNetwork.ts'
import { noteOff, noteOn, Stage } from '../performance/stage.ts'

const pedal = (value: number, device = 'keys'): Event => ({
  type: 'control',
  device,
  channel: 1,
  controller: 64,
  value: unit(value),
})
const route = (voice: Voice, output: Output, port = 'Synth', channel = 3): Event => ({
  type: 'voiceOutput',
  voice,
  output,
  port,
  channel,
})
/** What may be told without the rest: the port. */
const port = (voice: Voice, name: string): Event => ({ type: 'voiceOutput', voice, port: name })
const gone = (device: string): Event => ({ type: 'device', device, connected: false })

const ends = ({ commands }: Stage) => commands.filter((command) => command.type === 'noteOff')
const of = <Type extends Command['type']>(stage: Stage, type: Type) =>
  stage.commands.filter(
    (command): command is Extract<Command, { type: Type }> => command.type === type,
  )

describe('the sustain pedal', () => {
  test('holds what was let go, and lets it go when it comes up', () => {
    const stage = new Stage()
    stage.at(0, pedal(1))
    stage.play(60, 1, 1.2)
    stage.until(2)
    expect(ends(stage)).toEqual([])
    stage.at(2, pedal(0))
    expect(ends(stage)).toMatchObject([{ pitch: 60, atSeconds: 2, releaseSeconds: 0.9 }])
  })

  test('leaves a key that is still down', () => {
    const stage = new Stage()
    stage.at(0, pedal(1))
    stage.at(1, noteOn(60))
    stage.at(2, pedal(0))
    expect(ends(stage)).toEqual([])
    stage.at(3, noteOff(60))
    expect(ends(stage)).toHaveLength(1)
  })

  test('a key struck again under it does not pile up', () => {
    const stage = new Stage()
    stage.at(0, pedal(1))
    for (let i = 0; i < 50; i++) stage.play(60, 1 + i / 10, 1.05 + i / 10)
    expect(stage.conductor.state.sound.sounding).toHaveLength(1)
    expect(ends(stage)).toHaveLength(49)
  })

  test('of one keyboard holds no note of another', () => {
    const stage = new Stage()
    stage.at(0, pedal(1, 'midi:A'))
    stage.play(60, 1, 1.2)
    expect(ends(stage)).toHaveLength(1)
  })

  test('that leaves with its keyboard takes what it held along', () => {
    const stage = new Stage()
    stage.at(0, pedal(1, 'midi:A'))
    stage.at(1, noteOn(60, 'midi:A'))
    stage.at(1.1, noteOff(60, 'midi:A'))
    stage.at(1.2, noteOn(64, 'midi:A'))
    stage.at(1.3, noteOn(67))
    stage.at(2, gone('midi:A'))
    expect(ends(stage).map(({ pitch }) => pitch)).toEqual([60, 64])
  })
})

describe('a keyboard that is pulled out', () => {
  test('leaves its wheel and pressure at rest', () => {
    const stage = new Stage()
    const from = { device: 'midi:A', channel: 1 }
    stage.at(1, { type: 'pitchBend', ...from, value: bipolar(0.5) })
    stage.at(1, { type: 'pressure', ...from, value: unit(0.7) })
    stage.at(2, gone('midi:A'))
    expect(of(stage, 'bend').at(-1)).toMatchObject({ value: 0, atSeconds: 2 })
    expect(of(stage, 'pressure').at(-1)).toMatchObject({ value: 0, atSeconds: 2 })
  })

  test('whose wheel was at rest, or not the last, bends nothing', () => {
    const stage = new Stage()
    stage.at(1, { type: 'pitchBend', device: 'midi:A', channel: 1, value: bipolar(0.5) })
    stage.at(1, { type: 'pitchBend', device: 'midi:B', channel: 1, value: bipolar(0.2) })
    stage.at(2, gone('midi:A'))
    expect(of(stage, 'bend')).toHaveLength(2)
  })
})

describe('panic', () => {
  test('ends everyone’s notes at once, quickly, and the pedal holds none', () => {
    const stage = new Stage({ network: runs() })
    stage.at(0, pedal(1))
    stage.play(60, 1, 1.2)
    stage.until(3)
    const open = stage.conductor.state.sound.sounding.length
    expect(open).toBeGreaterThan(1)
    const before = ends(stage).length
    stage.at(3, { type: 'panic' })
    const last = ends(stage).slice(before)
    expect(last).toHaveLength(open)
    expect(
      last.every(({ atSeconds, releaseSeconds }) => atSeconds === 3 && releaseSeconds === 0.12),
    ).toBe(true)
    expect(of(stage, 'panic')).toMatchObject([{ atSeconds: 3 }])
    stage.until(20)
    expect(stage.conductor.state.sound.sounding).toEqual([])
    stage.play(62, 21, 21.2)
    expect(ends(stage).at(-1)).toMatchObject({ pitch: 62, atSeconds: 21.2 })
  })
})

describe('where a voice sounds', () => {
  const control = (value: number): Event => ({
    ...{ type: 'control', device: 'midi:knobs', channel: 1, controller: 21 },
    value: unit(value),
  })

  test('follows a learnt knob from where it reaches the choice, and keeps its port', () => {
    const stage = new Stage()
    stage.at(0, route('model', 'internal', 'Synth', 5))
    stage.at(1, { type: 'learn', parameter: 'model.output' })
    const outputs = [0.6, 0.3, 0, 0.4, 0.6, 1].map((value) => {
      stage.tell(control(value))
      return stage.conductor.state.sound.outputs.model.output
    })
    expect(outputs).toEqual(['internal', 'internal', 'internal', 'midi', 'midi', 'both'])
    expect(stage.conductor.state.sound.outputs.model).toMatchObject({ port: 'Synth', channel: 5 })
  })

  test('by a channel that is set is a whole one of 1 to 16', () => {
    const stage = new Stage()
    stage.at(0, route('performer', 'midi'))
    stage.at(1, { type: 'setParameter', parameter: 'performer.channel', value: 11.6 })
    stage.play(60, 2, 2.5)
    expect(stage.notes).toMatchObject([{ destination: { port: 'Synth', channel: 12 } }])
  })

  test('on another port has the output and the channel that were set in the same moment', () => {
    const stage = new Stage()
    stage.at(1, { type: 'setParameter', parameter: 'performer.output', value: 2 })
    stage.tell({ type: 'setParameter', parameter: 'performer.channel', value: 9 })
    stage.tell(port('performer', 'Digitone'))
    stage.play(60, 2, 2.5)
    expect(stage.notes[0]?.destination).toEqual({ internal: true, port: 'Digitone', channel: 9 })
  })

  test('is settled when a note begins: its end goes there too', () => {
    const stage = new Stage()
    stage.at(0, route('performer', 'midi'))
    stage.at(1, noteOn(60))
    stage.at(1.5, route('performer', 'internal'))
    stage.at(2, noteOff(60))
    const destination = { internal: false, port: 'Synth', channel: 3 }
    expect(stage.notes).toMatchObject([{ destination }])
    expect(ends(stage)).toMatchObject([{ destination }])
    stage.at(3, noteOn(60))
    expect(stage.notes.at(-1)?.destination).toEqual({ internal: true, port: '', channel: 3 })
  })

  test('is inside as long as no MIDI port is chosen: nobody is left without sound', () => {
    const stage = new Stage()
    stage.at(0, route('performer', 'midi', ''))
    stage.at(1, noteOn(60))
    expect(stage.notes[0]?.destination).toEqual({ internal: true, port: '', channel: 3 })
  })

  test('both is inside and on the port, for the partner too', () => {
    const stage = new Stage({ network: runs() })
    stage.at(0, route('model', 'both', 'Synth', 5))
    stage.play(60, 1, 1.2)
    stage.until(4)
    expect(stage.partnerNotes[0]?.destination).toEqual({
      internal: true,
      port: 'Synth',
      channel: 5,
    })
  })

  test('the partner’s notes that come back over a loop do not end its answer', () => {
    const stage = new Stage({ network: runs() })
    stage.at(0, route('model', 'midi', 'Loop', 2))
    stage.play(60, 1, 1.2)
    stage.until(3.09)
    const looped = stage.partnerNotes.at(-1)
    if (!looped) throw new Error('The partner did not answer.')
    const from = { device: 'midi:Loop', channel: 2, pitch: looped.pitch }
    stage.at(looped.atSeconds + 0.002, { type: 'noteOn', ...from, velocity: unit(0.5) })
    stage.at(looped.atSeconds + 0.1, { type: 'noteOff', ...from })
    stage.until(6)
    expect(stage.notes.filter(({ voice }) => voice === 'performer')).toHaveLength(1)
    expect(stage.partnerNotes).toHaveLength(16)
  })

  test('short notes that come back over a slow loop are not played again', () => {
    const stage = new Stage()
    stage.at(0, route('performer', 'both', 'Loop', 3))
    let returned = 0
    for (let at = 1; at < 3; at += 0.02) {
      const played = Math.round(at * 50) % 20 === 0
      if (played) stage.at(at, noteOn(60, 'midi:Keys'))
      if (Math.round(at * 50) % 20 === 2) stage.at(at, noteOff(60, 'midi:Keys'))
      // What is sent is heard again 80 ms later.
      for (const { atSeconds, velocity, pitch } of stage.notes.slice(returned)) {
        if (atSeconds + 0.08 > at) break
        returned++
        const from = { device: 'midi:Loop', channel: 3, pitch }
        stage.at(at, { type: 'noteOn', ...from, velocity })
        stage.at(at, { type: 'noteOff', ...from })
      }
    }
    expect(returned).toBeGreaterThanOrEqual(4)
    expect(stage.notes.filter(({ voice }) => voice === 'performer')).toHaveLength(5)
  })

  test('bend and pressure that come back over a loop are not turned again, the hand’s next are', () => {
    const stage = new Stage()
    stage.at(0, route('performer', 'both', 'Loop', 3))
    const bend = (value: number, channel = 1): Event => ({
      ...{ type: 'pitchBend', device: 'midi:Loop', channel },
      value: bipolar(value),
    })
    const press = (value: number, channel = 1): Event => ({
      ...{ type: 'pressure', device: 'midi:Loop', channel },
      value: unit(value),
    })
    stage.at(1, bend(0.3))
    stage.at(1, press(0.7))
    // As fourteen and as seven bits carry them.
    stage.at(1.004, bend(Math.round(0.3 * 8191) / 8191, 3))
    stage.at(1.004, press(Math.round(0.7 * 127) / 127, 3))
    expect([of(stage, 'bend').length, of(stage, 'pressure').length]).toEqual([1, 1])
    stage.at(1.02, bend(0.5, 3))
    stage.at(1.1, bend(0.3, 3))
    stage.at(1.1, press(0.2, 3))
    expect(of(stage, 'bend').map(({ value }) => value)).toEqual([0.3, 0.5, 0.3])
    expect(of(stage, 'pressure').map(({ value }) => value)).toEqual([0.7, 0.2])
  })

  test('bend and pressure pass through to where the performer sounds', () => {
    const stage = new Stage()
    stage.at(0, route('performer', 'both'))
    stage.at(1, { type: 'pitchBend', device: 'midi:A', channel: 1, value: bipolar(-1) })
    stage.at(1, { type: 'pressure', device: 'midi:A', channel: 1, value: unit(0.5) })
    const destination = { internal: true, port: 'Synth', channel: 3 }
    expect(of(stage, 'bend')).toMatchObject([{ voice: 'performer', value: -1, destination }])
    expect(of(stage, 'pressure')).toMatchObject([{ voice: 'performer', value: 0.5, destination }])
  })
})

describe('faders and echo', () => {
  test('are told once at the start', () => {
    const stage = new Stage()
    stage.until(5)
    expect(of(stage, 'level').map(({ voice, decibels }) => [voice, decibels])).toEqual([
      ['performer', 0],
      ['model', 0],
      ['click', -9],
    ])
    expect(of(stage, 'echo')).toMatchObject([{ tempo: 100 }])
  })

  test.each([30, 100, 300])('a mute is heard at once, at %i a minute', (tempo) => {
    const stage = new Stage()
    stage.tell({ type: 'setParameter', parameter: 'tempo', value: tempo })
    stage.at(3.21, { type: 'setParameter', parameter: 'model.mute', value: 1 })
    const told = of(stage, 'level').at(-1)
    expect(told).toMatchObject({ voice: 'model', decibels: -60 })
    expect(told?.atSeconds).toBeLessThan(3.21 + 0.03)
    stage.at(4, { type: 'setParameter', parameter: 'model.mute', value: 0 })
    expect(of(stage, 'level').at(-1)).toMatchObject({ voice: 'model', decibels: 0 })
  })

  test('come in the order of their times, also when a sweep is grabbed', () => {
    const stage = new Stage()
    stage.tell({
      type: 'sweep',
      parameter: 'model.level',
      from: -20,
      to: 0,
      durationTicks: 9600 as never,
    })
    for (let at = 1; at < 3; at += 0.0137) {
      stage.at(at, { type: 'setParameter', parameter: 'model.level', value: -at })
      if (Math.floor(at * 7) % 2 === 0) {
        stage.tell({ type: 'nudge', parameter: 'model.level', direction: 1 })
      }
    }
    const times = of(stage, 'level').map(({ atSeconds }) => atSeconds)
    expect([...times].sort((a, b) => a - b)).toEqual(times)
  })

  test('the echo is fed by the temperature and follows the tempo', () => {
    const stage = new Stage()
    const amount = (temperature: number) => {
      stage.tell({ type: 'setParameter', parameter: 'temperature', value: temperature })
      stage.until(stage.now + 0.1)
      return of(stage, 'echo').at(-1)?.amount ?? 0
    }
    const [cold, mild, hot] = [amount(0.2), amount(1), amount(1.9)]
    expect(cold).toBeLessThan(0.02)
    expect(mild).toBeGreaterThan(cold)
    expect(hot).toBeGreaterThan(mild)
    stage.tell({ type: 'setParameter', parameter: 'tempo', value: 140 })
    expect(of(stage, 'echo').at(-1)).toMatchObject({ tempo: 140 })
  })
})
