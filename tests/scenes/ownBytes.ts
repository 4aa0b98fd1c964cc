import type { Page } from 'playwright-core'

/** A node of Chromium's sampling heap profile: a function, and whom it called. */
interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string }
  readonly children: readonly ProfileNode[]
}

/** Objects of one size that a function asked for, as one sample stands for them. */
interface Sample {
  readonly nodeId: number
  /** Bytes: of one object, times how many the sample stands for. */
  readonly size: number
}

/** What the project's own code allocates; packages are left out. */
export interface OwnBytes {
  /** By function, 'file function', without the boxes of numbers. */
  readonly objects: ReadonlyMap<string, number>
  /**
   * Of the boxes that V8 puts a fraction into where it goes from one function to another: hundreds
   * a picture before it has compiled them into one, few after, and no business of the code's. What
   * else has 12 bytes, an object without fields, is taken for one.
   */
  readonly boxes: number
}

/**
 * Mean bytes from sample to sample. V8 takes a sample of n bytes for 1 / (1 − exp(−n / this)) objects,
 * rounded. At this mean the boxes of numbers, 12 bytes, stand for 11 each, and no other size that V8
 * allocates (multiples of 4 bytes) comes to as many bytes in one sample.
 */
const BETWEEN_SAMPLES = 131
const SAMPLE_OF_BOXES = 132

/**
 * What the project's own functions allocate in a page while something runs there, garbage included:
 * what V8 samples, by the function that asked for it. Counts bytes, not time.
 * @param run what to watch; its compilation is not counted
 */
export async function ownBytes(page: Page, run: () => Promise<void>): Promise<OwnBytes> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.startSampling', {
    samplingInterval: BETWEEN_SAMPLES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  await run()
  const { profile } = await session.send('HeapProfiler.stopSampling')
  await session.detach()
  const own = ownNames(profile.head)
  const objects = new Map<string, number>()
  let boxes = 0
  for (const { nodeId, size } of profile.samples as readonly Sample[]) {
    const name = own.get(nodeId)
    if (name === undefined) continue
    if (size === SAMPLE_OF_BOXES) boxes += size
    else objects.set(name, (objects.get(name) ?? 0) + size)
  }
  return { objects, boxes }
}

/** The project's own functions in a profile, by their nodes. */
function ownNames(head: ProfileNode): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  const visit = ({ id, callFrame: { url, functionName }, children }: ProfileNode): void => {
    const [file = ''] = /(?:scenes|engine|edges|visuals|core|tests)\/.*\.ts/.exec(url) ?? []
    if (file !== '' && !url.includes('node_modules')) names.set(id, `${file} ${functionName}`)
    children.forEach(visit)
  }
  visit(head)
  return names
}
