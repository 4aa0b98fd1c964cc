/** Information content of a token under the model, −ln softmax(logits)[token], nats. */
export function lossOf(logits: Float32Array, token: number): number {
  // By index: an iterator leaves two kilobytes of garbage, and its collection keeps notes waiting.
  const { length } = logits
  let highest = -Infinity
  for (let i = 0; i < length; i++) highest = Math.max(highest, logits[i] ?? -Infinity)
  let sum = 0
  for (let i = 0; i < length; i++) sum += Math.exp((logits[i] ?? -Infinity) - highest)
  return highest + Math.log(sum) - (logits[token] ?? -Infinity)
}
