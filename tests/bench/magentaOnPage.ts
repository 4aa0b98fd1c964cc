import type { Page } from 'playwright-core'
import { importInPage, openBlank, startDevServer } from '../chromium.ts'
import type { Folder } from '../models/melody/randomCheckpoint.ts'
import type { MagentaTrial } from './magentaOnPageTrial.ts'
import { launchOnOwnGpu } from './ownBrowser.ts'

/** The page finds them here. */
const CHECKPOINT = '/checkpoint'
const BACKENDS = ['wasm', 'webgl', 'webgpu'] as const
/** The processor in a GPU's place takes seconds for an answer, and is nobody's best. */
const WITHOUT_GPU = ['wasm'] as const

/** What one backend of TensorFlow.js does in Chromium; NaN where it is not to be had. */
export interface OnBackend {
  readonly backend: string
  readonly medianMilliseconds: number
}

async function serve(page: Page, folder: Folder): Promise<void> {
  await page.route(`**${CHECKPOINT}/*`, async (route) => {
    const body = folder.get(new URL(route.request().url()).pathname.split('/').at(-1) ?? '')
    await route.fulfill(body === undefined ? { status: 404 } : { body: Buffer.from(body) })
  })
}

/**
 * How long magenta-js takes in Chromium, on each backend that its TensorFlow.js has there: on the
 * machine's own GPU as well where it has one.
 */
export async function timeMagentaOnPage(
  folder: Folder,
  trial: Omit<MagentaTrial, 'backend' | 'checkpoint'>,
): Promise<OnBackend[]> {
  const server = await startDevServer({
    // Bundled before the page asks, which would else be loaded anew in the middle.
    optimizeDeps: {
      include: [
        '@magenta/music/es6/music_rnn.js',
        '@magenta/music/es6/protobuf.js',
        '@tensorflow/tfjs',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
      ],
    },
  })
  const { browser, isSoftware } = await launchOnOwnGpu(server)
  try {
    const times: OnBackend[] = []
    for (const backend of isSoftware ? WITHOUT_GPU : BACKENDS) {
      const page = await openBlank(browser, server)
      await serve(page, folder)
      const module = await importInPage<typeof import('./magentaOnPageTrial.ts')>(
        page,
        'tests/bench/magentaOnPageTrial.ts',
      )
      const runs = await module.evaluate(
        ({ timeMagenta }, asked) => timeMagenta(asked).catch((why: unknown) => String(why)),
        { ...trial, backend, checkpoint: `${server.url}${CHECKPOINT}` },
      )
      await page.close()
      if (typeof runs === 'string') process.stderr.write(`bench: ${backend}: ${runs}\n`)
      const sorted = typeof runs === 'string' ? [] : runs.toSorted((a, b) => a - b)
      times.push({ backend, medianMilliseconds: sorted[sorted.length >> 1] ?? NaN })
    }
    return times
  } finally {
    await browser.close()
    await server.close()
  }
}
