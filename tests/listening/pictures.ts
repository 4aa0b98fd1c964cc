import type { NoteOnCommand } from '../../engine/sound/commands.ts'
import { encodePng } from '../../engine/cli/petalsPng.ts'

/** A note as the roll draws it. */
export interface RolledNote {
  readonly note: NoteOnCommand
  readonly endSeconds: number
}

const WIDTH = 560
const ROLL_HEIGHT = 132
const SPECTROGRAM_HEIGHT = 120
const LOWEST_PITCH = 44
const PIXELS_A_PITCH = 3
const FRAME = 2048
const LOWEST_HERTZ = 80
const HIGHEST_HERTZ = 9000
const FLOOR_DECIBELS = -85
const CEILING_DECIBELS = -20
/** Few shades keep the file small. */
const SHADES = 12

type Colour = readonly [number, number, number]
const PAPER: Colour = [250, 247, 240]
const C_LINE: Colour = [226, 220, 208]
const PERFORMER: Colour = [74, 120, 160]
const MODEL: Colour = [214, 96, 40]

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

/** A piano roll (performer blue, partner orange, lines at each C) above a spectrogram, as a PNG. */
export function pictureOf(
  notes: readonly RolledNote[],
  samples: Float64Array,
  rate: number,
): Uint8Array {
  const height = ROLL_HEIGHT + SPECTROGRAM_HEIGHT
  const pixels = new Uint8Array(WIDTH * height * 3)
  const set = (x: number, y: number, colour: Colour): void => {
    if (x >= 0 && x < WIDTH && y >= 0 && y < height) pixels.set(colour, (y * WIDTH + x) * 3)
  }
  const rowOf = (pitch: number): number => ROLL_HEIGHT - 1 - (pitch - LOWEST_PITCH) * PIXELS_A_PITCH
  for (let y = 0; y < ROLL_HEIGHT; y++) for (let x = 0; x < WIDTH; x++) set(x, y, PAPER)
  for (const pitch of [48, 60, 72, 84]) for (let x = 0; x < WIDTH; x++) set(x, rowOf(pitch), C_LINE)
  const columns = (seconds: number): number => Math.floor((seconds * rate * WIDTH) / samples.length)
  for (const { note, endSeconds } of notes) {
    const y = rowOf(note.pitch)
    if (y < 2 || y >= ROLL_HEIGHT) continue
    const colour = note.voice === 'model' ? MODEL : PERFORMER
    for (let x = columns(note.atSeconds); x < Math.max(columns(endSeconds), 1); x++) {
      for (let row = 0; row < PIXELS_A_PITCH; row++) set(x, y - row, colour)
    }
  }
  const ratio = HIGHEST_HERTZ / LOWEST_HERTZ
  for (let x = 0; x < WIDTH; x++) {
    const spectrum = spectrumAt(samples, Math.floor((x * samples.length) / WIDTH))
    for (let y = 0; y < SPECTROGRAM_HEIGHT; y++) {
      const hertz = LOWEST_HERTZ * ratio ** (1 - y / (SPECTROGRAM_HEIGHT - 1))
      const decibels = 20 * Math.log10((spectrum[Math.round((hertz * FRAME) / rate)] ?? 0) + 1e-9)
      const share = (decibels - FLOOR_DECIBELS) / (CEILING_DECIBELS - FLOOR_DECIBELS)
      const shade = Math.round(Math.min(1, Math.max(0, share)) * SHADES) / SHADES
      set(
        x,
        ROLL_HEIGHT + y,
        [255 * shade, 220 * shade * shade, 40 + 140 * shade].map(Math.floor) as unknown as Colour,
      )
    }
  }
  return encodePng(WIDTH, height, pixels)
}
