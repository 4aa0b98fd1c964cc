import { SAMPLE_RATE } from './rendering.ts'

/** Measures of recorded sound; times in seconds from the recording's start. */

const indexOf = (atSeconds: number): number => Math.round(atSeconds * SAMPLE_RATE)

const stretch = (samples: Float64Array, from: number, to: number): Float64Array =>
  samples.subarray(Math.max(0, indexOf(from)), Math.min(samples.length, indexOf(to)))

/** Largest absolute sample. */
export const peak = (samples: Float64Array, from = 0, to = Infinity): number =>
  stretch(samples, from, to).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

export const rms = (samples: Float64Array, from: number, to: number): number => {
  const part = stretch(samples, from, to)
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length)
}

/** Largest difference of two samples that follow each other. */
export const step = (samples: Float64Array, from: number, to: number): number => {
  const part = stretch(samples, from, to)
  let most = 0
  for (let i = 1; i < part.length; i++) {
    most = Math.max(most, Math.abs((part[i] ?? 0) - (part[i - 1] ?? 0)))
  }
  return most
}

/** The first sample that is not silent, from a time on; -1 if there is none. */
export const firstSound = (samples: Float64Array, from = 0): number => {
  for (let i = indexOf(from); i < samples.length; i++) if (samples[i] !== 0) return i
  return -1
}

/** How strongly a frequency is in a stretch: the size of its Hann-windowed Fourier coefficient. */
export const strengthAt = (
  samples: Float64Array,
  hertz: number,
  from: number,
  to: number,
): number => {
  const part = stretch(samples, from, to)
  let real = 0
  let imaginary = 0
  for (const [i, sample] of part.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / part.length)
    const phase = (2 * Math.PI * hertz * i) / SAMPLE_RATE
    real += sample * window * Math.cos(phase)
    imaginary += sample * window * Math.sin(phase)
  }
  return Math.hypot(real, imaginary) / part.length
}

/** Centre of gravity of a tone's first 30 harmonics, Hz: how bright it is. */
export const brightness = (
  samples: Float64Array,
  fundamental: number,
  from: number,
  to: number,
): number => {
  let weight = 0
  let sum = 0
  for (let harmonic = 1; harmonic <= 30; harmonic++) {
    const strength = strengthAt(samples, harmonic * fundamental, from, to)
    weight += strength
    sum += strength * harmonic * fundamental
  }
  return sum / weight
}
