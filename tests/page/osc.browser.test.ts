import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getLiblo, oscsend } from '../bridge/getLiblo.ts'
import { Listener } from '../bridge/midiSink.ts'
import { message, openDatagrams, openSocket, type UdpPeer } from '../bridge/oscPeers.ts'
import { timetagOf } from '../../bridge/protocol.ts'
import { openRtpMidiPorts } from '../../bridge/rtpMidi/ports.ts'
import { startServer, type ServerProcess } from '../bridge/startProcess.ts'
import { drawSlowly, launchChromium, STARTUP_MILLISECONDS } from '../chromium.ts'
import { buildSite } from './builtSite.ts'

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 60_000 }
/** A phone, held upright. */
const UPRIGHT = { width: 390, height: 844 }
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
  const words = ['--folder', site, '--osc-to', `127.0.0.1:${String(dumpPort)}`, '--rtp-midi', '0']
  server = await startServer(...words)
  sensor = await openDatagrams(server.oscPort)
  browser = await launchChromium()
  // The page's policy lets no code in, not even an ear.
  page = await (await browser.newContext({ bypassCSP: true })).newPage()
  page.on('pageerror', (error) => {
    // A software GPU that starts again drops what the picture waits for, and the picture comes back.
    if (!error.message.includes('Instance dropped')) void Promise.reject(error)
  })
  await drawSlowly(page)
  await page.goto(server.origin)
  await page.setViewportSize({ width: 640, height: 400 })
  await until(() => {
    const { conductor, sound } = anthesis
    return sound.output !== null && conductor.state.continuation.model.status === 'ready'
  })
  await page.evaluate(() => {
    globalThis.temperature = () => {
      const { parameters, curves } = anthesis.conductor.state.modulation
      const curve = curves.at(parameters.findIndex(({ id }) => id === 'temperature'))
      return curve !== undefined && 'value' in curve ? curve.value : NaN
    }
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

declare global {
  /** Where the temperature stands; none while a curve moves it. */
  var temperature: () => number
  var ear: Ear
}

interface Ear {
  /** Frames of the audio device at which a silence ended. */
  readonly onsets: number[]
  /** Performance time, milliseconds, and what the device's clock then was less than it. */
  readonly readings: { readonly at: number; readonly offset: number }[]
  readonly framesASecond: number
}

/** Writes down where silence ends, to the sample. */
const EAR = `registerProcessor('ear', class extends AudioWorkletProcessor {
  quiet = Infinity
  process([[samples = []]]) {
    for (let i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) < 1e-8) this.quiet++
      else {
        if (this.quiet > 4800) this.port.postMessage(currentFrame + i)
        this.quiet = 0
      }
    }
    return true
  }
})`

/** Listens to the speaker, and to the device’s clock. */
async function openEar(code: string): Promise<void> {
  const { context, output } = anthesis.sound
  if (context === null || output === null) throw new Error('There is no sound.')
  const module = new Blob([code], { type: 'text/javascript' })
  await context.audioWorklet.addModule(URL.createObjectURL(module))
  const { sampleRate } = context
  globalThis.ear = { onsets: [], readings: [], framesASecond: sampleRate }
  const node = new AudioWorkletNode(context, 'ear', { channelCount: 1 })
  node.port.onmessage = ({ data }: MessageEvent<number>) => ear.onsets.push(data)
  output.connect(node)
  setInterval(() => {
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
    ear.readings.push({ at: performance.now(), offset: performanceTime - contextTime * 1000 })
  }, 10)
}

const unixSeconds = (): number => (performance.timeOrigin + performance.now()) / 1000
const passed = (atSeconds: number): Promise<void> =>
  page.waitForTimeout(Math.max(0, atSeconds - unixSeconds()) * 1000)

/** A note at a moment, and silence after it, as a sender with a clock asks for them. */
async function playAt(atSeconds: number): Promise<void> {
  const ask = (after: number, address: string, ...values: number[]): void => {
    const asked = message(address, 'i'.repeat(values.length), ...values)
    sensor.send({ timetag: timetagOf(atSeconds + after), packets: [asked] })
  }
  ask(0, '/anthesis/note/on', 72, 100)
  ask(0.1, '/anthesis/note/off', 72)
  // Else the room's tail would hide the next onset.
  ask(0.15, '/anthesis/panic')
  await passed(atSeconds + 0.25)
}

const APART_SECONDS = 2.4137
const TRIES = 12

interface Heard {
  readonly apartFrames: number
  /** Of the first, from when it was due; NaN when the sound device stumbled meanwhile. */
  readonly lateMilliseconds: number
}

/** Two notes, and by how much their interval is another one than was asked for; NaN where one was not heard. */
async function playTwo(): Promise<Heard> {
  const first = unixSeconds() + 0.8
  const before = await page.evaluate(() => ear.onsets.length)
  await playAt(first)
  await playAt(first + APART_SECONDS)
  const { heard, origin } = await page.evaluate(() => ({
    heard: ear,
    origin: performance.timeOrigin,
  }))
  const { onsets, readings, framesASecond } = heard
  const [one = NaN, other = NaN] = onsets.slice(before)
  const due = first * 1000 - origin
  const offsets = readings
    .filter(({ at }) => Math.abs(at - due) < 400)
    .map(({ offset }) => offset)
    .sort((a, b) => a - b)
  const isSteady = (offsets.at(-1) ?? NaN) - (offsets[0] ?? NaN) < 3
  const offset = isSteady ? (offsets[offsets.length >> 1] ?? NaN) : NaN
  return {
    apartFrames: other - one - APART_SECONDS * framesASecond,
    lateMilliseconds: (one / framesASecond) * 1000 + offset - due,
  }
}

test(
  'two timetagged notes sound the asked interval apart at the speaker, when they are due',
  async () => {
    await page.evaluate(openEar, EAR)
    sensor.send(message('/anthesis/mode', 's', 'listen'))
    await until(() => anthesis.conductor.state.continuation.mode === 'listen')
    // A busy machine holds a page up, and its sound device; what it lets be must be right.
    const heard: Heard[] = []
    const isRight = ({ apartFrames, lateMilliseconds }: Heard): boolean =>
      Math.abs(apartFrames) <= 2 && Math.abs(lateMilliseconds) <= 5
    sensor.send(message('/anthesis/panic'))
    while (!heard.some(isRight) && heard.length < TRIES) heard.push(await playTwo())
    expect(heard.filter(isRight), JSON.stringify(heard)).toHaveLength(1)
    sensor.send(message('/anthesis/mode', 's', 'answer'))
    await until(() => anthesis.conductor.state.continuation.mode === 'answer')
  },
  STARTUP_MILLISECONDS,
)

test('chords are sent by their symbols, and an unknown one is refused in a line', async () => {
  sensor.send(message('/anthesis/chords', 's', 'C Am7 N.C.'))
  await until(() => anthesis.conductor.state.continuation.progressions.length === 1)
  const chords = () =>
    page.evaluate(() => anthesis.conductor.state.continuation.progressions.at(-1)?.chords ?? [])
  expect(await chords()).toEqual([[0, 4, 7], [9, 0, 4, 7], []])
  sensor.send(message('/anthesis/chords', 's', 'H'))
  const refusal = page.getByText(/"H" is no chord symbol that is known here/)
  await refusal.first().waitFor(PATIENCE)
  sensor.send(message('/anthesis/chords', 's', ''))
  await expect.poll(chords, PATIENCE).toEqual([])
  const due = timetagOf(unixSeconds() + 2)
  sensor.send({ timetag: due, packets: [message('/anthesis/chords', 's', 'G')] })
  await until(() =>
    anthesis.conductor.state.agenda.some(({ event }) => event.type === 'progression'),
  )
  await expect.poll(chords, PATIENCE).toEqual([[7, 11, 2]])
})

test('a sensor’s own address is learnt like a knob, and picks the fader up where it stands', async () => {
  sensor.send(message('/anthesis/temperature', 'f', 1))
  sensor.send(message('/anthesis/learn', 's', 'temperature'))
  await until(() => anthesis.conductor.state.modulation.learning === 'temperature')
  const hand = (value: number): void => sensor.send(message('/sensor/hand', 'f', value))
  // Of what comes between two looks the newest counts: a hand that moves on is seen to move.
  const isLearnt = () => page.evaluate(() => anthesis.conductor.state.modulation.learning === null)
  for (let n = 0; !(await isLearnt()); n++) hand(n % 2 ? 0.35 : 0.2)
  expect(await page.evaluate(() => temperature())).toBe(1)
  hand(0.6)
  hand(0.75)
  await until(() => temperature() === 1.5)
})

test(
  'a voice plays a tablet on the network by the bridge, and panic reaches it',
  async () => {
    await page.keyboard.press('F2')
    await page.getByRole('button', { name: 'Save log' }).waitFor(PATIENCE)
    const listener = new Listener()
    const rtpMidi = Number(/127\.0\.0\.1:(\d+) \(RTP-MIDI\)/.exec(server.said.stdout)?.[1])
    const tablet = await openRtpMidiPorts(
      {
        host: '127.0.0.1',
        port: 0,
        name: 'My iPad',
        peers: [{ host: '127.0.0.1', port: rtpMidi }],
        isAllowed: () => true,
        isAnnounced: false,
      },
      listener,
    )
    const control = (name: string) => page.getByRole('spinbutton', { name, exact: true })
    const port = control('Your MIDI port')
    await expect.poll(() => port.getAttribute('aria-valuemax'), PATIENCE).toBe('1')
    const choose = async (name: string, value: string) => {
      await control(name).press('ArrowRight')
      await expect.poll(() => control(name).getAttribute('aria-valuetext'), PATIENCE).toBe(value)
    }
    await choose('Your MIDI port', 'My-iPad (bridge)')
    await choose('Your output', 'MIDI')
    await choose('Your MIDI channel', '2')
    expect(await page.evaluate(() => anthesis.conductor.state.sound.outputs.performer)).toEqual({
      output: 'midi',
      port: 'My-iPad (bridge)',
      channel: 2,
    })

    sensor.send(message('/anthesis/note/on', 'ii', 72, 100))
    await listener.until(() => listener.messages.length === 1)
    expect(listener.messages).toEqual([{ port: 'Anthesis', bytes: [0x91, 72, 100] }])
    sensor.send(message('/anthesis/panic'))
    const off = JSON.stringify([0x81, 72, 64])
    await listener.until(() => listener.messages.some(({ bytes }) => JSON.stringify(bytes) === off))
    await listener.until(() => listener.messages.some(({ bytes }) => bytes[1] === 123))

    await control('Your output').press('ArrowLeft')
    await page.keyboard.press('F2')
    tablet.close()
  },
  STARTUP_MILLISECONDS,
)

test(
  'a phone plays and turns; a killed bridge lets go of what it held, and both find their way back',
  async () => {
    const phone = await browser.newContext({ hasTouch: true, isMobile: true, viewport: UPRIGHT })
    const remote = await phone.newPage()
    await remote.goto(`${server.origin}/remote`)
    const fader = remote.getByRole('slider', { name: 'Temperature' }).first()
    await fader.fill('0.5')
    await until(() => Math.abs(temperature() - 0.5) < 0.01)
    const before = await page.evaluate(() => anthesis.conductor.state.hands.nextNote)
    await remote.getByRole('button', { name: 'E4', exact: true }).tap()
    await page.waitForFunction(
      (count) => anthesis.conductor.state.hands.nextNote === count + 1,
      before,
      PATIENCE,
    )
    await until(() => anthesis.conductor.state.hands.held.length === 0)

    const sounding = () =>
      page.evaluate(() => anthesis.conductor.state.sound.sounding.map(({ pitch }) => pitch))
    sensor.send(message('/anthesis/note/on', 'ii', 84, 100))
    await expect.poll(sounding, PATIENCE).toContain(84)
    await remote.getByRole('button', { name: 'Panic' }).tap()
    await expect.poll(sounding, PATIENCE).toEqual([])
    sensor.send(message('/anthesis/note/off', 'i', 84))

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
  2 * STARTUP_MILLISECONDS,
)

test(
  'a phone whose line died while it slept finds its way back when it wakes',
  async () => {
    const phone = await browser.newContext({ hasTouch: true, isMobile: true, viewport: UPRIGHT })
    const remote = await phone.newPage()
    /** Each time the phone joins; what is said on a dead line reaches nobody. */
    const lines: { isDead: boolean; lists: number }[] = []
    await remote.routeWebSocket(/.*/, (socket) => {
      const line = { isDead: false, lists: 0 }
      lines.push(line)
      const bridge = socket.connectToServer()
      socket.onMessage((said) => {
        if (said.includes('/anthesis/list')) line.lists++
        if (!line.isDead) bridge.send(said)
      })
      bridge.onMessage((said) => {
        if (!line.isDead) socket.send(said)
      })
      // Nobody tells a phone that sleeps.
      bridge.onClose(() => undefined)
    })
    await remote.goto(`${server.origin}/remote`)
    const status = remote.getByRole('status')
    await expect.poll(() => status.textContent(), PATIENCE).toBe('Anthesis')

    const devices = await phone.newCDPSession(remote)
    await devices.send('Page.setWebLifecycleState', { state: 'frozen' })
    for (const line of lines) line.isDead = true
    await devices.send('Page.setWebLifecycleState', { state: 'active' })
    await expect.poll(() => lines.length, PATIENCE).toBe(2)
    await expect.poll(() => status.textContent(), PATIENCE).toBe('Anthesis')
    expect(lines.map(({ lists }) => lists)).toEqual([1, 1])
    const before = await page.evaluate(() => anthesis.conductor.state.hands.nextNote)
    await remote.getByRole('button', { name: 'G4', exact: true }).tap()
    await page.waitForFunction(
      (count) => anthesis.conductor.state.hands.nextNote === count + 1,
      before,
      PATIENCE,
    )
    await phone.close()
  },
  STARTUP_MILLISECONDS,
)
