/**
 * An animation's values at a moment, as glTF 2.0 interpolates them (appendix C): LINEAR, STEP, or
 * CUBICSPLINE, whose keys hold in-tangent, value and out-tangent.
 * @param keys seconds, rising
 * @param values `width` of them a key
 * @param at seconds; held before the first key and after the last
 */
export function sampleKeys(
  keys: Float64Array,
  values: Float64Array,
  width: number,
  interpolation: string,
  at: number,
): Float64Array {
  const isCubic = interpolation === 'CUBICSPLINE'
  const key = (index: number, part: number): Float64Array => {
    const place = isCubic ? (index * 3 + part) * width : index * width
    return values.subarray(place, place + width)
  }
  let index = 0
  while (index + 2 < keys.length && at >= (keys[index + 1] ?? Infinity)) index++
  const from = keys[index] ?? 0
  const span = (keys[index + 1] ?? from) - from
  const t = span > 0 ? Math.min(1, Math.max(0, (at - from) / span)) : 0
  const before = key(index, 1)
  const after = key(Math.min(index + 1, keys.length - 1), 1)
  if (interpolation === 'STEP') return Float64Array.from(t < 1 ? before : after)
  if (!isCubic) return before.map((value, i) => value + ((after[i] ?? 0) - value) * t)
  const out = key(index, 2)
  const into = key(Math.min(index + 1, keys.length - 1), 0)
  const [t2, t3] = [t * t, t * t * t]
  return before.map(
    (value, i) =>
      (2 * t3 - 3 * t2 + 1) * value +
      span * (t3 - 2 * t2 + t) * (out[i] ?? 0) +
      (3 * t2 - 2 * t3) * (after[i] ?? 0) +
      span * (t3 - t2) * (into[i] ?? 0),
  )
}
