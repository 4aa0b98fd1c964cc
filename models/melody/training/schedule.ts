/** Updates over which the rate rises from zero. */
const WARM_UP = 50

/**
 * The learning rate of an update: a short rise, then half a cosine down to zero (Loshchilov and
 * Hutter 2017, https://arxiv.org/abs/1608.03983).
 * @param peak the highest rate
 * @param update 0..total
 */
export function learningRateAt(update: number, total: number, peak: number): number {
  const warm = Math.min(1, (update + 1) / Math.min(WARM_UP, Math.ceil(total / 10)))
  return peak * warm * 0.5 * (1 + Math.cos((Math.PI * update) / total))
}
