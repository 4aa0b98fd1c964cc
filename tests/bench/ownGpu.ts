import { importInPage, openBlank, startDevServer } from '../chromium.ts'
import { launchOnOwnGpu } from './ownBrowser.ts'
import type { timeGarden } from './ownGpuTrial.ts'
import type { BenchRow } from './row.ts'

const PETALS = 100_000
const PASSES = 50
const DRAWN = 20_000
const FRAMES = 120
/** The processor takes a second for what a GPU does in a millisecond. */
const IN_SOFTWARE = { passes: 3, frames: 3 } as const

/**
 * The garden on the GPU of this machine, in Chromium: the compute pass by timestamp-query, and whole
 * pictures of 1920×1080. Where the processor stands in for a GPU the rows say so.
 * @throws when there is no Chromium or no WebGPU in it
 */
export async function benchOwnGpu(): Promise<BenchRow[]> {
  const server = await startDevServer()
  const { browser } = await launchOnOwnGpu(server)
  try {
    const trial = await importInPage<typeof import('./ownGpuTrial.ts')>(
      await openBlank(browser, server),
      'tests/bench/ownGpuTrial.ts',
    )
    const measured = await trial.evaluate(({ timeGarden }, asked) => timeGarden(asked), {
      petals: PETALS,
      passes: PASSES,
      drawn: DRAWN,
      frames: FRAMES,
      inSoftware: IN_SOFTWARE,
    })
    return gpuRows(measured)
  } finally {
    await browser.close()
    await server.close()
  }
}

type Measured = Awaited<ReturnType<typeof timeGarden>>

function gpuRows({ adapter, software, worst, milliseconds, thread, whole }: Measured): BenchRow[] {
  const on = software ? `${adapter}, which is no GPU` : adapter
  const row = (name: string, value: number, against: string, unit = 'ms'): BenchRow => ({
    name: `gpu: ${name}`,
    value,
    unit,
    against,
  })
  const picture = `picture of ${DRAWN} petals, 1920×1080`
  return [
    row('farthest from the CPU reference', worst, 'asked: 1e-4', 'units'),
    row(`compute of ${PETALS} petals, median`, part(milliseconds, 0.5), `asked: 4 ms; ${on}`),
    row(`compute of ${PETALS} petals, 99 %`, part(milliseconds, 0.99), on),
    row(`thread time of a ${picture}, median`, part(thread, 0.5), `asked: 3 ms; ${on}`),
    row(`thread time of a ${picture}, 99 %`, part(thread, 0.99), on),
    row(`whole ${picture}, median`, part(whole, 0.5), on),
    row(`whole ${picture}, 99 %`, part(whole, 0.99), on),
  ]
}

const part = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN
