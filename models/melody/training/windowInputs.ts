import type { TuneWindow } from './tuneLanes.ts'

/**
 * What the network is fed for a window: the token as one of all, then of each BinaryCounter the bits
 * of the position plus one, lowest first, as ±1.
 * @returns shape [steps × lanes, vocabulary + bits]
 */
export function windowInputs(
  { inputs, positions }: TuneWindow,
  vocabulary: number,
  counterBits: readonly number[],
): Float32Array {
  const width = counterBits.reduce((sum, bits) => sum + bits, vocabulary)
  const values = new Float32Array(inputs.length * width)
  for (let row = 0; row < inputs.length; row++) {
    values[row * width + (inputs[row] ?? 0)] = 1
    const count = (positions[row] ?? 0) + 1
    let at = row * width + vocabulary
    for (const bits of counterBits) {
      for (let bit = 0; bit < bits; bit++) values[at++] = (count >> bit) & 1 ? 1 : -1
    }
  }
  return values
}
