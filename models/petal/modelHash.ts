import { hashNumbers } from './numberHash.ts'
import type { PetalModel } from './petalModel.ts'

/** Tells apart what petals grow from: the generative network and the flowers' contexts. */
export const hashModel = ({ generative, curves }: PetalModel): string =>
  hashNumbers([...generative.flatMap(({ kernel, bias }) => [kernel, bias]), ...curves])
