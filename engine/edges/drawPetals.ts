import { networkOf } from '../../models/petal/network.ts'
import { openShippedPetals } from '../../models/petal/shipped.ts'
import { growPetal, MESH_LENGTH, petalShares, REACHED_FLOWERS } from '../visuals/growPetal.ts'
import { NetworkPetals } from '../visuals/networkPetals.ts'
import { handMadePetals, type PetalNetwork, type PetalSource } from '../visuals/petalSource.ts'
import type { DrawClock } from './drawContract.ts'
import type { PetalReport } from './drawMessages.ts'
import { lineOf } from './drawTrial.ts'

/** What petals look like, and how many of them this thread grows where no GPU does. */
export interface DrawPetals {
  readonly source: PetalSource
  readonly grown: number
  readonly report: PetalReport
}

/** Growing petals may take this much of a frame; laying them out takes the rest of 4 ms. */
const GROWING_MILLISECONDS = 3
const TRIALS = 3
const PETALS_A_TRIAL = 100

/**
 * The petals that came with the page, or those trained since; drawn ones where there are none.
 * @param trained by the performer; null for those that came with the page
 * @param hasGpu whether the GPU grows them
 */
export async function openPetals(
  trained: PetalNetwork | null,
  hasGpu: boolean,
  clock: DrawClock,
): Promise<DrawPetals> {
  try {
    const network = trained ?? networkOf(await openShippedPetals())
    const source = new NetworkPetals(network)
    const grown = hasGpu ? Infinity : petalsInTime(network, clock)
    return { source, grown, report: { grown, trouble: null } }
  } catch (reason) {
    const trouble = `Petals are drawn, not grown: ${lineOf(reason)}. Reload the page.`
    return { source: handMadePetals(), grown: 0, report: { grown: 0, trouble } }
  }
}

/** How many petals this thread grows in {@link GROWING_MILLISECONDS}, by its best trial. */
function petalsInTime(network: PetalNetwork, clock: DrawClock): number {
  const mesh = new Float32Array(MESH_LENGTH)
  const shares = new Float64Array(REACHED_FLOWERS)
  let best = Infinity
  for (let trial = 0; trial < TRIALS; trial++) {
    const start = clock.epochMilliseconds()
    for (let petal = 0; petal < PETALS_A_TRIAL; petal++) {
      petalShares(petal / PETALS_A_TRIAL, 0, 0, network.curves.length, shares)
      growPetal(network, shares, petal / PETALS_A_TRIAL, mesh)
    }
    best = Math.min(best, clock.epochMilliseconds() - start)
  }
  // A coarse clock may see no time pass at all.
  const each = Math.max(best, 0.1) / PETALS_A_TRIAL
  return Math.max(1, Math.floor(GROWING_MILLISECONDS / each))
}
