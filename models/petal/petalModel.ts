import type { DenseNet } from './denseNet.ts'

/** How a model was trained; see the model card. */
export type SchemeName = 'article' | 'emergent'

/** A dense layer's weights: outputs = inputs · kernel + bias. */
export interface DenseWeights {
  readonly inputs: number
  readonly outputs: number
  /** [inputs][outputs] */
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** A trained network, ELU inside, linear at the end; its layers in order. */
export type NetworkWeights = readonly DenseWeights[]

/** What is said of a model; all lengths in mesh units. */
export interface PetalFigures {
  /** Root mean square difference of each template from what the networks make of it. */
  readonly reconstruction: readonly number[]
  /** Context gap between the first two templates at time 0.1, divided by that at time 1. */
  readonly gapRatio: number
  /** Largest root mean square distance from the straight line between their meshes. */
  readonly offLine: number
  /** Whether a walk from the first to the second goes forward all the way. */
  readonly isMonotone: boolean
  /** Roughness one gap before the first template and one beyond the second, against theirs. */
  readonly roughness: readonly [before: number, beyond: number]
}

/** All that is needed to grow petals that were never drawn. */
export interface PetalModel {
  readonly names: readonly string[]
  readonly contexts: number
  /** For each template its contexts, [7 times][7 steps][contexts]. */
  readonly curves: readonly Float32Array[]
  /** [21, 15, 10, 2 + contexts]: a row of 7 x, 7 y, 7 z to time, step and contexts. */
  readonly relational: NetworkWeights
  /** [2 + contexts, 10, 15, 21]: back again. */
  readonly generative: NetworkWeights
  readonly scheme: SchemeName
  readonly seed: number
  /** Of the templates' numbers, 16 hexadecimal digits. */
  readonly templateHash: string
  readonly figures: PetalFigures
}

/** A network's weights in single precision, without padding. */
export function weightsOf({ layers }: DenseNet): NetworkWeights {
  return layers.map(({ inputs, outputs, paddedOutputs, kernel, bias }) => {
    const tight = new Float32Array(inputs * outputs)
    for (let i = 0; i < inputs; i++) {
      tight.set(kernel.subarray(i * paddedOutputs, i * paddedOutputs + outputs), i * outputs)
    }
    return { inputs, outputs, kernel: tight, bias: Float32Array.from(bias.subarray(0, outputs)) }
  })
}
