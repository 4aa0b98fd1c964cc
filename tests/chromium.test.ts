import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from './chromium.ts'
import { devServer } from './devServer.ts'

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('the blank page is cross-origin isolated and shares memory', async () => {
  const page = await openBlank(browser, server)
  const facts = await page.evaluate(() => ({
    isolated: crossOriginIsolated,
    shared: new SharedArrayBuffer(8).byteLength,
  }))
  expect(facts).toEqual({ isolated: true, shared: 8 })
})

test('WebGPU gives an adapter and a device that clears a canvas', async () => {
  const page = await openBlank(browser, server)
  const errors = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter()
    if (!adapter) return 'no adapter'
    const device = await adapter.requestDevice()
    device.pushErrorScope('validation')
    const context = document.createElement('canvas').getContext('webgpu')
    if (!context) return 'no context'
    context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat() })
    const encoder = device.createCommandEncoder()
    encoder
      .beginRenderPass({
        colorAttachments: [
          {
            view: context.getCurrentTexture().createView(),
            loadOp: 'clear',
            storeOp: 'store',
          },
        ],
      })
      .end()
    device.queue.submit([encoder.finish()])
    await device.queue.onSubmittedWorkDone()
    return (await device.popErrorScope())?.message ?? 'none'
  })
  expect(errors).toBe('none')
})

test('the audio clock runs without a gesture', async () => {
  const page = await openBlank(browser, server)
  const state = await page.evaluate(async () => {
    const context = new AudioContext()
    await context.resume()
    const before = context.currentTime
    while (context.currentTime <= before) await new Promise(requestAnimationFrame)
    return context.state
  })
  expect(state).toBe('running')
})

test('a module of the engine can be imported in the page, once for all who import it', async () => {
  const page = await openBlank(browser, server)
  const units = await importInPage<typeof import('../engine/core/units.ts')>(
    page,
    'engine/core/units.ts',
  )
  expect(await units.evaluate(({ ticks }) => ticks(3.5))).toBe(3)
  const again = await importInPage<typeof import('../engine/core/units.ts')>(
    page,
    'engine/core/units.ts',
  )
  expect(await page.evaluate(([one, two]) => one === two, [units, again] as const)).toBe(true)
})
