import type { Browser, Page } from 'playwright-core'
import { launchChromium, openBlank, type Served } from '../chromium.ts'

/** An adapter that is the processor again is lost at the first canvas, with these flags. */
const hasGpu = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter()
    return adapter !== null && !adapter.info.isFallbackAdapter
  })

/**
 * Chromium on the GPU of this machine; where it has none, with the processor in its place.
 * @throws when there is no Chromium
 */
export async function launchOnOwnGpu(
  server: Served,
): Promise<{ readonly browser: Browser; readonly isSoftware: boolean }> {
  const browser = await launchChromium('own')
  if (await hasGpu(await openBlank(browser, server))) return { browser, isSoftware: false }
  await browser.close()
  return { browser: await launchChromium('software'), isSoftware: true }
}
