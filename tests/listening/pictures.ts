import { encodePng } from '../../engine/cli/petalsPng.ts'
import type { NoteOnCommand } from '../../engine/sound/commands.ts'
import { FRAME, spectrumAt } from '../edges/centroid.ts'

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

/** From dark blue to pale yellow. @param shade 0 to 1 */
const glow = (shade: number): Colour => [255 * shade, 220 * shade * shade, 40 + 140 * shade]

/** A canvas that takes a colour at a point, and nothing outside its edges. */
function createCanvas(height: number) {
  const pixels = new Uint8Array(WIDTH * height * 3)
  const set = (x: number, y: number, colour: Colour): void => {
    if (x >= 0 && x < WIDTH && y >= 0 && y < height) pixels.set(colour, (y * WIDTH + x) * 3)
  }
  return { set, png: () => encodePng(WIDTH, height, pixels) }
}

/** A piano roll as a PNG: performer blue, partner orange, a line at each C. */
export function rollOf(notes: readonly RolledNote[], seconds: number): Uint8Array {
  const { set, png } = createCanvas(ROLL_HEIGHT)
  const rowOf = (pitch: number): number => ROLL_HEIGHT - 1 - (pitch - LOWEST_PITCH) * PIXELS_A_PITCH
  for (let y = 0; y < ROLL_HEIGHT; y++) for (let x = 0; x < WIDTH; x++) set(x, y, PAPER)
  for (const pitch of [48, 60, 72, 84]) for (let x = 0; x < WIDTH; x++) set(x, rowOf(pitch), C_LINE)
  const columnOf = (at: number): number => Math.floor((at * WIDTH) / seconds)
  for (const { note, endSeconds } of notes) {
    const y = rowOf(note.pitch)
    const colour = note.voice === 'model' ? MODEL : PERFORMER
    for (let x = columnOf(note.atSeconds); x < columnOf(endSeconds); x++) {
      for (let row = 0; row < PIXELS_A_PITCH; row++) set(x, y - row, colour)
    }
  }
  return png()
}

/** A spectrogram as a PNG: {@link LOWEST_HERTZ} to {@link HIGHEST_HERTZ}, logarithmic, upwards. */
export function spectrogramOf(samples: Float64Array, rate: number): Uint8Array {
  const { set, png } = createCanvas(SPECTROGRAM_HEIGHT)
  const ratio = HIGHEST_HERTZ / LOWEST_HERTZ
  for (let x = 0; x < WIDTH; x++) {
    const spectrum = spectrumAt(samples, Math.floor((x * samples.length) / WIDTH))
    for (let y = 0; y < SPECTROGRAM_HEIGHT; y++) {
      const hertz = LOWEST_HERTZ * ratio ** (1 - y / (SPECTROGRAM_HEIGHT - 1))
      const magnitude = spectrum[Math.round((hertz * FRAME) / rate)] ?? 0
      const decibels = 20 * Math.log10(magnitude + 1e-9)
      const share = (decibels - FLOOR_DECIBELS) / (CEILING_DECIBELS - FLOOR_DECIBELS)
      set(x, y, glow(Math.round(Math.min(1, Math.max(0, share)) * SHADES) / SHADES))
    }
  }
  return png()
}
