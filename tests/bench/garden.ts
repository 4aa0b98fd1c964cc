import type { PetalCommand } from '../../engine/visuals/frame.ts'
import type { Page } from 'playwright-core'
import { importInPage, launchChromium, openBlank, startDevServer } from '../chromium.ts'
import type { BenchRow } from './row.ts'
import { gardenNote } from './gardenNote.ts'

/** The garden's cost on the thread that draws it, with the GPU's own time left out. */

const MOST = 20_000
const PETALS = [200, 2_000, MOST] as const
const FRAMES = 24
/** Every third frame brings a note, as fast playing does. */
const FRAMES_A_NOTE = 3

const notes = (count: number): PetalCommand[] =>
  Array.from({ length: count }, (_, id) => gardenNote(id, 1 + id * 0.0005))

/**
 * Median time of `update` and `render` together, milliseconds a frame, in Chromium at 320×180.
 * @throws when there is no Chromium
 */
export async function benchGarden(): Promise<BenchRow[]> {
  const browser = await launchChromium()
  const server = await startDevServer()
  try {
    const page = await openBlank(browser, server)
    const stills = await importInPage<typeof import('../scenes/still.ts')>(
      page,
      'tests/scenes/still.ts',
    )
    const rows: BenchRow[] = []
    for (const petals of PETALS) {
      const value = await stills.evaluate(
        async ({ openStudio }, [commands, frames, framesANote]) => {
          const studio = await openStudio('best', 320, 180, commands.length)
          studio.play(commands.slice(0, -frames))
          const more = commands.slice(-frames)
          const times: number[] = []
          for (let frame = 0; frame < frames; frame++) {
            if (frame % framesANote === 0) studio.play(more.splice(0, 1), 'keep')
            const showSeconds = (12 + frame / 60) as (typeof commands)[0]['atSeconds']
            times.push(studio.work({ showSeconds }))
            // What draws in a GPU's place is done with it, and leaves the next picture its core.
            await studio.drawn()
            await new Promise(requestAnimationFrame)
          }
          studio.close()
          return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN
        },
        [notes(petals), FRAMES, FRAMES_A_NOTE] as const,
      )
      const against = petals === MOST ? { against: 'asked: at most 3 ms' } : {}
      rows.push({
        name: `garden, ${petals} petals, thread time a frame`,
        value,
        unit: 'ms',
        ...against,
      })
    }
    return [...rows, await benchGrowing(page)]
  } finally {
    await browser.close()
    await server.close()
  }
}

const GROWN = 10_000
const GROWING_RUNS = 7

/** The generative network for all petals, by WebGPU against plain JS, both on the processor here. */
async function benchGrowing(page: Page): Promise<BenchRow> {
  const readBack = await importInPage<typeof import('../scenes/readBack.ts')>(
    page,
    'tests/scenes/readBack.ts',
  )
  const shipped = await importInPage<typeof import('../../models/petal/shipped.ts')>(
    page,
    'models/petal/shipped.ts',
  )
  const networks = await importInPage<typeof import('../../models/petal/network.ts')>(
    page,
    'models/petal/network.ts',
  )
  const { gpuMilliseconds, cpuMilliseconds } = await page.evaluate(
    async ([{ timeGrowing }, { openShippedPetals }, { networkOf }, petals, runs]) =>
      timeGrowing(networkOf(await openShippedPetals()), petals, runs),
    [readBack, shipped, networks, GROWN, GROWING_RUNS] as const,
  )
  return {
    name: `garden, ${GROWN} petals grown by the network, software WebGPU`,
    value: gpuMilliseconds,
    unit: 'ms',
    against: `plain JS ${cpuMilliseconds.toPrecision(3)} ms; a graphics card is measured by the part gpu`,
    ratio: cpuMilliseconds / gpuMilliseconds,
  }
}
