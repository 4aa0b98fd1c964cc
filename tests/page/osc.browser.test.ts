import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getLiblo, oscsend } from '../bridge/getLiblo.ts'
import { timetagOf } from '../../bridge/protocol.ts'
import { message, openDatagrams, openSocket, type UdpPeer } from '../bridge/oscPeers.ts'
import { startServer, type ServerProcess } from '../bridge/startProcess.ts'
import { launchChromium, STARTUP_MILLISECONDS } from '../chromium.ts'
import { buildSite } from './builtSite.ts'

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 60_000 }
/** A phone, held upright. */
const UPRIGHT = { width: 390, height: 844 }
const SMALL = { width: 640, height: 400 }
const hasLiblo = getLiblo()

let site: string
let browser: Browser
let server: ServerProcess
let page: Page
let sensor: UdpPeer
let dump: ChildProcess | null = null
let printed = ''

const until = (fact: () => boolean) => page.waitForFunction(fact, undefined, PATIENCE)

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const spare = await openDatagrams(0)
  spare.close()
  return spare.port
}

beforeAll(async () => {
  const dumpPort = await freePort()
  if (hasLiblo) {
    dump = spawn('oscdump', ['-L', String(dumpPort)], { stdio: ['ignore', 'pipe', 'inherit'] })
    dump.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text))
  }
  site = await buildSite()
  const words = ['--folder', site, '--osc-to', `127.0.0.1:${String(dumpPort)}`]
  server = await startServer(...words)
  sensor = await openDatagrams(server.oscPort)
  browser = await launchChromium()
  // The recorder below is no part of the page, which its policy would keep out.
  const context = await browser.newContext({ bypassCSP: true, viewport: SMALL })
  page = await context.newPage()
  await page.goto(server.origin)
  await until(() => {
    const { conductor, sound } = anthesis
    return sound.output !== null && conductor.state.continuation.model.status === 'ready'
  })
}, 4 * STARTUP_MILLISECONDS)

afterAll(async () => {
  dump?.kill()
  sensor.close()
  await browser.close()
  await server.stop()
  await rm(site, { recursive: true })
})

describe.skipIf(!hasLiblo)('with liblo’s own tools', () => {
  test(
    'what oscsend plays sounds in the page, and oscdump prints the notes and the answer',
    async () => {
      await expect.poll(() => printed, PATIENCE).toContain('/anthesis/state/mode s "answer"')
      oscsend(server.oscPort, '/anthesis/note/on', 'ii', '60', '100')
      await until(() => anthesis.conductor.state.sound.sounding.length === 1)
      oscsend(server.oscPort, '/anthesis/note/off', 'i', '60')
      await expect
        .poll(() => printed, PATIENCE)
        .toContain('/anthesis/out/note/on iis 60 100 "performer"')
      await expect.poll(() => printed, PATIENCE).toMatch(/out\/note\/on iis \d+ \d+ "model"/)
      await expect.poll(() => printed, PATIENCE).toMatch(/out\/note\/off iis \d+ 0 "model"/)
    },
    STARTUP_MILLISECONDS,
  )
})

/** Copies what the speaker gets from the frame on at which it begins. */
const RECORDER = `
  registerProcessor('recorder', class extends AudioWorkletProcessor {
    process([[left]]) {
      if (left !== undefined) this.port.postMessage({ frame: currentFrame, samples: left.slice() })
      return true
    }
  })`

interface Heard {
  readonly sampleRate: number
  /** Frames of the audio clock at which silence ended. */
  readonly onsets: number[]
  /** Unix time of the first of them, seconds. */
  readonly firstSeconds: number
}

declare global {
  var heard: () => Heard
}

/** Records, and lets each note ring for a tenth of a second alone: its tail would hide the next onset. */
async function record(): Promise<void> {
  await page.evaluate(async (recorder) => {
    const { sound } = anthesis
    const { context, output } = sound
    if (context === null || output === null) throw new Error('There is no instrument.')
    const url = URL.createObjectURL(new Blob([recorder], { type: 'text/javascript' }))
    await context.audioWorklet.addModule(url)
    const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 })
    const onsets: number[] = []
    let silentUntil = -1
    node.port.onmessage = ({ data }: MessageEvent<{ frame: number; samples: Float32Array }>) => {
      for (const [i, sample] of data.samples.entries()) {
        if (Math.abs(sample) <= 1e-8) continue
        if (data.frame + i > silentUntil) onsets.push(data.frame + i)
        // Silence for a tenth of a second is silence.
        silentUntil = data.frame + i + context.sampleRate / 10
      }
    }
    output.connect(node)
    const carryOut = sound.perform.bind(sound)
    sound.perform = (command) => {
      carryOut(command)
      if (command.type !== 'noteOn') return
      const later = (seconds: number) => (command.atSeconds + seconds) as typeof command.atSeconds
      carryOut({ type: 'panic', atSeconds: later(0.1) })
    }
    globalThis.heard = () => {
      const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
      const [first = NaN] = onsets
      const atPerformance = performanceTime + (first / context.sampleRate - contextTime) * 1000
      const firstSeconds = (performance.timeOrigin + atPerformance) / 1000
      return { sampleRate: context.sampleRate, onsets, firstSeconds }
    }
  }, RECORDER)
}

test('two timetagged notes sound the asked interval apart to two samples, and at their time', async () => {
  sensor.send(message('/anthesis/mode', 's', 'listen'))
  sensor.send(message('/anthesis/panic'))
  await until(() => anthesis.conductor.state.continuation.mode === 'listen')
  await record()
  const atSeconds = Date.now() / 1000 + 1
  for (const [i, pitch] of [60, 67].entries()) {
    const on = message('/anthesis/note/on', 'ii', pitch, 100)
    sensor.send({ timetag: timetagOf(atSeconds + i * 0.5), packets: [on] })
  }
  sensor.send({ timetag: timetagOf(atSeconds + 60), packets: [message('/anthesis/tap')] })
  await until(() => heard().onsets.length === 2)
  const { sampleRate, onsets, firstSeconds } = await page.evaluate(() => heard())
  const [first = NaN, second = NaN] = onsets
  expect(Math.abs(second - first - 0.5 * sampleRate)).toBeLessThanOrEqual(2)
  expect(Math.abs(firstSeconds - atSeconds)).toBeLessThan(0.005)
  await expect.poll(() => page.getByText('more than 10 s ahead').count(), PATIENCE).toBe(1)
  sensor.send(message('/anthesis/panic'))
})

test('a sensor’s own address is learnt like a knob, and picks the fader up where it stands', async () => {
  sensor.send(message('/anthesis/temperature', 'f', 1))
  sensor.send(message('/anthesis/learn', 's', 'temperature'))
  await until(() => anthesis.conductor.state.modulation.learning === 'temperature')
  const hand = (value: number): void => sensor.send(message('/sensor/hand', 'f', value))
  hand(0.2)
  hand(0.35)
  await until(() => anthesis.conductor.state.modulation.learning === null)
  expect(
    await page.evaluate(() => anthesis.conductor.state.modulation.curves['temperature']),
  ).toEqual(expect.objectContaining({ value: 1 }))
  hand(0.6)
  hand(0.75)
  await until(() => {
    const curve = anthesis.conductor.state.modulation.curves['temperature']
    return curve !== undefined && 'value' in curve && curve.value === 1.5
  })
})

test(
  'a phone plays and turns; a killed bridge lets go of what it held, and both find their way back',
  async () => {
    const phone = await browser.newContext({ hasTouch: true, isMobile: true, viewport: UPRIGHT })
    const remote = await phone.newPage()
    await remote.goto(`${server.origin}/remote`)
    const fader = remote.getByRole('slider', { name: 'Temperature' }).first()
    await fader.fill('0.5')
    await until(() => {
      const curve = anthesis.conductor.state.modulation.curves['temperature']
      return curve !== undefined && 'value' in curve && Math.abs(curve.value - 0.5) < 0.01
    })
    const before = await page.evaluate(() => anthesis.conductor.state.hands.nextNote)
    await remote.getByRole('button', { name: 'E4', exact: true }).tap()
    await page.waitForFunction(
      (count) => anthesis.conductor.state.hands.nextNote === count + 1,
      before,
      PATIENCE,
    )
    await until(() => anthesis.conductor.state.hands.held.length === 0)

    sensor.send(message('/anthesis/note/on', 'ii', 72, 100))
    await until(() => anthesis.conductor.state.hands.held.length === 1)
    process.kill(server.pid, 'SIGKILL')
    await until(() => anthesis.conductor.state.hands.held.length === 0)
    const { port } = new URL(server.origin)
    const words = ['--port', port, '--osc-port', String(server.oscPort), '--folder', site]
    server = await startServer(...words)
    const desk = await openSocket(`${server.origin}/osc`)
    const told = await desk.inbox.next('/anthesis/state/temperature')
    expect(told).toMatchObject({ values: [0.5] })
    await desk.inbox.next('/anthesis/state/mode')
    desk.close()
    await expect.poll(() => remote.getByRole('status').textContent(), PATIENCE).toBe('Anthesis')
    sensor.send(message('/anthesis/note/on', 'ii', 72, 100))
    await until(() => anthesis.conductor.state.hands.held.length === 1)
    await phone.close()
  },
  STARTUP_MILLISECONDS,
)
