import type { Page } from 'playwright-core'

/** A node of Chromium's sampling heap profile: what a function allocated, and whom it called. */
interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly selfSize: number
  readonly children: readonly ProfileNode[]
}

/** Bytes by function, 'file function', of the project's own code; packages are left out. */
export type OwnBytes = ReadonlyMap<string, number>

/**
 * What the project's own functions allocate in a page while something runs there, garbage included:
 * what V8 samples, by the function that asked for it. Counts bytes, not time.
 * @param run what to watch; its compilation is not counted
 */
export async function ownBytes(page: Page, run: () => Promise<void>): Promise<OwnBytes> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.startSampling', {
    samplingInterval: 64,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  await run()
  const { profile } = await session.send('HeapProfiler.stopSampling')
  await session.detach()
  const bytes = new Map<string, number>()
  const visit = ({ callFrame: { url, functionName }, selfSize, children }: ProfileNode): void => {
    const [file = ''] = /(?:scenes|engine|edges|visuals|core|tests)\/.*\.ts/.exec(url) ?? []
    if (file !== '' && !url.includes('node_modules') && selfSize > 0) {
      const name = `${file} ${functionName}`
      bytes.set(name, (bytes.get(name) ?? 0) + selfSize)
    }
    children.forEach(visit)
  }
  visit(profile.head)
  return bytes
}
