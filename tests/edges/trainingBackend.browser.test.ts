import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importInPage, launchChromium, openBlank, STARTUP_MILLISECONDS } from '../chromium.ts'
import { devServer } from '../devServer.ts'

let browser: Browser
const server = devServer()

beforeAll(async () => {
  browser = await launchChromium()
}, STARTUP_MILLISECONDS)

afterAll(() => browser.close())

test('a training learns the same on WebGPU, on WebAssembly and on its own kernels, and says what trains it', async () => {
  const page = await openBlank(browser, server)
  const module = await importInPage<typeof import('./learningTrial.ts')>(
    page,
    'tests/edges/learningTrial.ts',
  )
  const kernels = await module.evaluate(({ trial }) => trial('processor', 'SIMD'))
  expect(kernels.remark).toBe('')
  const gpu = await module.evaluate(({ trial }) => trial('gpu', 'SIMD'))
  expect(gpu).toMatchObject({ backend: 'webgpu', remark: '' })
  const withoutSimd = await module.evaluate(({ trial }) => trial('processor', 'no SIMD', 0))
  expect(withoutSimd).toMatchObject({
    backend: 'webgpu',
    remark: 'This browser has no WebAssembly SIMD: the GPU trains.',
  })

  await page.evaluate(() => Object.defineProperty(navigator, 'gpu', { value: undefined }))
  const instead = await module.evaluate(({ trial }) => trial('gpu', 'SIMD'))
  expect(instead.remark).toBe('There is no WebGPU here: the processor trains, on WebAssembly.')
  expect(instead.losses).toEqual(kernels.losses)
  const wasm = await module.evaluate(({ trial }) => trial('gpu', 'no SIMD'))
  expect(wasm).toMatchObject({
    backend: 'wasm',
    remark:
      'This browser has no WebAssembly SIMD, and no WebGPU: it trains on plain WebAssembly, slowly.',
  })

  // What the first update has learnt is in the second window's loss.
  expect(wasm.losses).toHaveLength(2)
  expect(Math.abs((wasm.losses[1] ?? 0) - (wasm.losses[0] ?? 0))).toBeGreaterThan(0.01)
  for (const [update, loss] of wasm.losses.entries()) {
    expect(gpu.losses[update]).toBeCloseTo(loss, 4)
    expect(kernels.losses[update]).toBeCloseTo(loss, 4)
  }
})
