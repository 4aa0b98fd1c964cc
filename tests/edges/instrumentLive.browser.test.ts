import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium, moduleUrl, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'
import { line, midiOf } from '../cli/tunes.ts'
import { noteOff, noteOn } from './score.ts'

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

/**
 * Copies what it hears into shared memory, each block to its place in time: a busy machine may leave
 * some out, and Chromium may tell the frame of the block before. Says every tenth of a second that it
 * does, and when that memory is full.
 */
const RECORDER = `
  registerProcessor('recorder', class extends AudioWorkletProcessor {
    constructor({ processorOptions }) {
      super()
      this.samples = new Float32Array(processorOptions.samples)
      this.next = 0
    }
    process([[left]]) {
      if (this.next === 0) {
        this.firstFrame = currentFrame
        this.port.postMessage({ firstFrame: currentFrame })
      }
      const at = Math.max(this.next, currentFrame - this.firstFrame)
      if (at >= this.samples.length) {
        this.port.postMessage('full')
        return false
      }
      if (left !== undefined) this.samples.set(left, at)
      this.next = at + 128
      if (Math.floor(at / 4096) !== Math.floor(this.next / 4096)) this.port.postMessage('going')
      return true
    }
  })`

interface Heard {
  /** Frames from the schedule to the first sample that is not silent, one for each note. */
  readonly lateFrames: readonly number[]
  readonly peak: number
  /** Updates of a training while the notes were played. */
  readonly learntMeanwhile: number
}

/** Makes the shipped model learn in its worker, and says in `learning()` how many updates it did. */
const LEARN = `
  const files = ['config.json', 'weights_manifest.json', 'group1-shard1of1']
  const read = async (path) => {
    const answer = await fetch('/models/melody/weights/' + path)
    if (!answer.ok) throw new Error(path + ': ' + answer.status)
    return [path, new Uint8Array(await answer.arrayBuffer())]
  }
  const base = new Map(await Promise.all(files.map(read)))
  const { default: Learner } = await import(${JSON.stringify(`${moduleUrl('engine/edges/trainingWorker.ts')}?worker`)})
  const learner = new Learner()
  let updates = 0
  const learning = () => updates
  await new Promise((begun, failed) => {
    learner.onmessage = ({ data }) => {
      if (data.type === 'failed') failed(new Error(data.why))
      if (data.type !== 'progress') return
      updates = data.state.update
      begun()
    }
    learner.postMessage({ type: 'begin', name: 'mine', base, material: { midi: [tune] }, on: 'processor' })
  })
`
const LEARN_NOTHING = 'const learning = () => 0'

test.each([
  ['', LEARN_NOTHING],
  ['while a model learns in its worker ', LEARN],
])(
  'in a running context %seach scheduled note begins within two samples of its schedule',
  async (_, learn) => {
    const page = await openBlank(browser, server)
    const voices = ['performer', 'model', 'performer', 'model'] as const
    const notes = voices.map((voice, i) => noteOn(i, voice, 55 + 7 * i, 0))
    const ends = notes.map((note) => noteOff(note, 0, 0.05))
    const tune = Array.from(
      midiOf(line(Array.from({ length: 128 }, (_, at) => 60 + ((5 * at) % 12)))),
    )
    const call = `(async () => {
      const { createInstrument } = await import(${JSON.stringify(moduleUrl('engine/edges/instrument.ts'))})
      const tune = { name: 'tune.mid', bytes: Uint8Array.from(${JSON.stringify(tune)}) }
      ${learn}
      const context = new AudioContext({ latencyHint: 'interactive' })
      await context.audioWorklet.addModule(
        URL.createObjectURL(new Blob([${JSON.stringify(RECORDER)}], { type: 'text/javascript' })),
      )
      const instrument = await createInstrument(context)
      const samples = new SharedArrayBuffer(4 * 128 * Math.ceil(3 * context.sampleRate / 128))
      const recorder = new AudioWorkletNode(context, 'recorder', {
        numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit',
        processorOptions: { samples },
      })
      let firstFrame = 0
      const full = new Promise((resolve) => {
        recorder.port.onmessage = ({ data }) => {
          if (data === 'full') resolve()
          else if (data !== 'going') firstFrame = data.firstFrame
        }
      })
      instrument.output.connect(recorder)
      const panic = { type: 'panic', atSeconds: 0 }
      const start = context.currentTime + 0.5
      const schedule = ${JSON.stringify(notes)}.map((note, i) => ({ note, at: start + i * 0.5 + 0.0001 * i }))
      const ends = ${JSON.stringify(ends)}
      for (const [i, { note, at }] of schedule.entries()) {
        instrument.perform(note, at)
        instrument.perform(ends[i], at + 0.1)
        // The room's tail would hide the next onset.
        instrument.perform(panic, at + 0.2)
      }
      const learnt = learning()
      await full
      const learntMeanwhile = learning() - learnt
      const heard = Float32Array.from(new Float32Array(samples))
      await context.close()
      const peak = heard.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      const lateFrames = schedule.map(({ at }) => {
        const due = at * context.sampleRate - firstFrame
        for (let i = Math.floor(due - 0.2 * context.sampleRate); i < heard.length; i++) {
          if (Math.abs(heard[i]) > 1e-8) return i - due
        }
        return null
      })
      return { lateFrames, peak, learntMeanwhile }
    })()`
    const { lateFrames, peak, learntMeanwhile } = await page.evaluate<Heard>(call)
    expect(learntMeanwhile > 0).toBe(learn === LEARN)
    expect(peak).toBeGreaterThan(0.05)
    for (const late of lateFrames) {
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThanOrEqual(2)
    }
  },
  STARTUP_MILLISECONDS,
)

/** Of one low note, which by itself takes the smallest steps. */
interface Steps {
  readonly held: number
  readonly played: number
}

test.each(['performer', 'model'] as const)(
  'in a running context releases and panics of the %s make no step, however late they come',
  async (voice) => {
    const page = await openBlank(browser, server)
    const note = noteOn(0, voice, 36, 0)
    const call = `(async () => {
      const { createInstrument } = await import(${JSON.stringify(moduleUrl('engine/edges/instrument.ts'))})
      const context = new AudioContext({ latencyHint: 'interactive' })
      await context.audioWorklet.addModule(
        URL.createObjectURL(new Blob([${JSON.stringify(RECORDER)}], { type: 'text/javascript' })),
      )
      const instrument = await createInstrument(context)
      const samples = new SharedArrayBuffer(4 * 4096 * 48)
      const recorder = new AudioWorkletNode(context, 'recorder', {
        numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit',
        processorOptions: { samples },
      })
      const note = ${JSON.stringify(note)}
      const end = ${JSON.stringify(noteOff(note, 0, 0.12))}
      let beats = 0
      const full = new Promise((resolve) => {
        recorder.port.onmessage = ({ data }) => {
          if (data === 'full') return resolve()
          if (data !== 'going') return
          beats++
          // The first note is held alone for eight beats, as a measure.
          if (beats === 1) instrument.perform({ ...note, id: 1 }, 0)
          if (beats < 9) return
          if (beats % 3 === 0) instrument.perform({ type: 'panic', atSeconds: 0 }, 0)
          else instrument.perform({ ...end, id: beats - 1 }, 0)
          instrument.perform({ ...note, id: beats }, 0)
        }
      })
      instrument.output.connect(recorder)
      await full
      const heard = Float32Array.from(new Float32Array(samples))
      await context.close()
      const step = (from, to) => {
        let most = 0
        for (let i = from + 1; i < to; i++) most = Math.max(most, Math.abs(heard[i] - heard[i - 1]))
        return most
      }
      return { held: step(0, 4096 * 7), played: step(4096 * 7, heard.length) }
    })()`
    const { held, played } = await page.evaluate<Steps>(call)
    expect(held).toBeGreaterThan(0)
    expect(played - held).toBeLessThan(0.02)
  },
  STARTUP_MILLISECONDS,
)
