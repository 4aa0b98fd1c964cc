import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getLiblo, oscsend } from '../bridge/getLiblo.ts'
import { openDatagrams, type UdpPeer } from '../bridge/oscPeers.ts'
import { startServer, type ServerProcess } from '../bridge/startProcess.ts'
import { launchChromium, openPage, STARTUP_MILLISECONDS } from '../chromium.ts'
import { buildSite } from './builtSite.ts'

/** Enough for software WebGPU on a busy machine; nothing waits for it in vain. */
const PATIENCE = { timeout: 60_000 }
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
}, 2 * STARTUP_MILLISECONDS)

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
