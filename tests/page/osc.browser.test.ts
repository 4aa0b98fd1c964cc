import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getLiblo, oscsend } from '../bridge/getLiblo.ts'
import { message, openDatagrams, openSocket, type UdpPeer } from '../bridge/oscPeers.ts'
import { startServer, type ServerProcess } from '../bridge/startProcess.ts'
import { launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
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
  const words = ['--folder', site, '--osc-to', `127.0.0.1:${String(dumpPort)}`]
  server = await startServer(...words)
  sensor = await openDatagrams(server.oscPort)
  browser = await launchChromium()
  page = await openPage(browser, server.origin)
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
}

test('a sensor’s own address is learnt like a knob, and picks the fader up where it stands', async () => {
  sensor.send(message('/anthesis/temperature', 'f', 1))
  sensor.send(message('/anthesis/learn', 's', 'temperature'))
  await until(() => anthesis.conductor.state.modulation.learning === 'temperature')
  const hand = (value: number): void => sensor.send(message('/sensor/hand', 'f', value))
  hand(0.2)
  hand(0.35)
  await until(() => anthesis.conductor.state.modulation.learning === null)
  expect(await page.evaluate(() => temperature())).toBe(1)
  hand(0.6)
  hand(0.75)
  await until(() => temperature() === 1.5)
})

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
