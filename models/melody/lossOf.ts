/** Information content of a token under the model, −ln softmax(logits)[token], nats. */
export function lossOf(logits: Float32Array, token: number): number {
  let highest = -Infinity
  for (const logit of logits) highest = Math.max(highest, logit)
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - highest)
  return highest + Math.log(sum) - (logits[token] ?? -Infinity)
}
