/** Samples of a spectrum. */
export const FRAME = 2048

/** Discrete Fourier transform in place, radix 2 (Cooley and Tukey 1965); length a power of two. */
function transform(re: Float64Array, im: Float64Array): void {
  const { length } = re
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0]
      ;[im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0]
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    for (let from = 0; from < length; from += size) {
      for (let k = 0; k < size / 2; k++) {
        const angle = (-2 * Math.PI * k) / size
        const [a, b] = [from + k, from + k + size / 2]
        const wr = Math.cos(angle)
        const wi = Math.sin(angle)
        const xr = (re[b] ?? 0) * wr - (im[b] ?? 0) * wi
        const xi = (re[b] ?? 0) * wi + (im[b] ?? 0) * wr
        re[b] = (re[a] ?? 0) - xr
        im[b] = (im[a] ?? 0) - xi
        re[a] = (re[a] ?? 0) + xr
        im[a] = (im[a] ?? 0) + xi
      }
    }
  }
}

/** Magnitudes of a Hann window of samples, full scale 1, by bins from 0 Hz. */
export function spectrumAt(samples: Float64Array, from: number): Float64Array {
  const re = new Float64Array(FRAME)
  const im = new Float64Array(FRAME)
  for (let i = 0; i < FRAME; i++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME)
    re[i] = (samples[from + i] ?? 0) * hann
  }
  transform(re, im)
  return Float64Array.from({ length: FRAME / 2 }, (_, bin) => {
    return (Math.hypot(re[bin] ?? 0, im[bin] ?? 0) * 4) / FRAME
  })
}

/** The balance point of the magnitudes of a stretch, in Hz; NaN of silence. */
export function centroidOf(samples: Float64Array, rate: number, from: number, to: number): number {
  let weighted = 0
  let sum = 0
  for (let at = Math.floor(from * rate); at + FRAME <= to * rate; at += FRAME) {
    for (const [bin, magnitude] of spectrumAt(samples, at).entries()) {
      weighted += magnitude * ((bin * rate) / FRAME)
      sum += magnitude
    }
  }
  return weighted / sum
}
