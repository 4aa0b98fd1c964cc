import type { Page } from 'playwright-core'
import type { PetalCommand } from '../../engine/visuals/frame.ts'
import { drawnFlowers } from '../../models/petal/drawnFlowers.ts'
import { templateSet } from '../../models/petal/templates.ts'
import { defaultOptions } from '../../models/petal/train.ts'
import { importInPage, launchChromium, openBlank, startDevServer } from '../chromium.ts'
import type { BenchRow } from './row.ts'
import { gardenNote } from './gardenNote.ts'

const PETALS = 500
/** Every so many frames brings another network. */
const FRAMES_A_SWAP = 5
const SWAPS = 12

/** Training in the page's worker, and a network swapped in mid-show, in Chromium at 320×180. */
export async function benchPetalsOnPage(): Promise<BenchRow[]> {
  const browser = await launchChromium()
  const server = await startDevServer()
  try {
    const page = await openBlank(browser, server)
    return [...(await benchTraining(page)), await benchSwap(page)]
  } finally {
    await browser.close()
    await server.close()
  }
}

async function benchTraining(page: Page): Promise<BenchRow[]> {
  const trial = await importInPage<typeof import('./petalTrial.ts')>(
    page,
    'tests/bench/petalTrial.ts',
  )
  const set = templateSet(drawnFlowers().slice(0, 2))
  const { previewSeconds, trainedSeconds } = await trial.evaluate(
    ({ timeTraining }, [templates, options]) => timeTraining(templates, options),
    [set, defaultOptions(set)] as const,
  )
  return [
    {
      name: 'petals: training in the page’s worker, two templates',
      value: trainedSeconds,
      unit: 's',
      against: 'asked: at most 10 s',
    },
    {
      name: 'petals: first preview from the page’s worker',
      value: previewSeconds,
      unit: 's',
      against: 'asked: at most 3 s',
    },
  ]
}

const notes: readonly PetalCommand[] = Array.from({ length: PETALS }, (_, id) =>
  gardenNote(id, 1 + id * 0.02),
)

/** The thread's time for a picture that takes another network, against the pictures around it. */
async function benchSwap(page: Page): Promise<BenchRow> {
  const stills = await importInPage<typeof import('../scenes/still.ts')>(
    page,
    'tests/scenes/still.ts',
  )
  const shipped = await importInPage<typeof import('../../models/petal/shipped.ts')>(
    page,
    'models/petal/shipped.ts',
  )
  const networks = await importInPage<typeof import('../../models/petal/network.ts')>(
    page,
    'models/petal/network.ts',
  )
  const times = await page.evaluate(
    async ([{ openStudio }, { openShippedPetals }, { networkOf }, commands, swaps, every]) => {
      const model = await openShippedPetals()
      const two = [
        networkOf({ ...model, curves: model.curves.toReversed() }),
        networkOf(model),
      ] as const
      const studio = await openStudio('best', 320, 180, commands.length)
      studio.play(commands)
      const swapped: number[] = []
      const ordinary: number[] = []
      for (let frame = 0; frame < swaps * every; frame++) {
        const isSwap = frame % every === every - 1
        const showSeconds = (12 + frame / 60) as (typeof commands)[0]['atSeconds']
        const before = performance.now()
        if (isSwap) studio.swap(two[frame % 2 === 0 ? 0 : 1])
        studio.still({ showSeconds })
        const took = performance.now() - before
        if (frame >= 2 * every) (isSwap ? swapped : ordinary).push(took)
        await new Promise(requestAnimationFrame)
      }
      studio.close()
      return { swapped, ordinary }
    },
    [stills, shipped, networks, notes, SWAPS, FRAMES_A_SWAP] as const,
  )
  const [swapped, ordinary] = [median(times.swapped), median(times.ordinary)]
  return {
    name: `petals: a picture of ${PETALS} that takes another network, to its pixels`,
    value: swapped,
    unit: 'ms',
    against: `one that takes none ${ordinary.toPrecision(3)} ms`,
    ratio: ordinary / swapped,
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
