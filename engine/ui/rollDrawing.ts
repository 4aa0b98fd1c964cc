import { unit } from '../core/units.ts'
import type { PanelState, RollNote } from './contract.ts'
import { FUTURE_SECONDS, PAST_SECONDS } from './timeline.ts'

/** A temperature as it was shown. */
export interface Trace {
  readonly atSeconds: number
  readonly value: number
}

export interface Sheet {
  readonly width: number
  readonly height: number
  /** Of a temperature's range. */
  readonly heatRange: readonly [number, number]
}

const PLAYER = '#ffb454'
const MODEL = '#5ad1cd'
/** What had been meant when the model gave way is dimmed. */
const DROPPED_STRENGTH = 0.2
const INK = '#ece8e1'
const QUIET = '#8b877f'
const LINE = '#2c2b2b'
/** Room for bar numbers, 16 px high. */
const HEAD = 22
/** The model's cyan turns towards blue as a note surprises; its outline grows as well. */
const EXPECTED_HUE = 178
const SURPRISING_HUE = 236
const FULL_SURPRISE_BITS = 6
const FEWEST_SEMITONES = 24

const xOf = ({ width }: Sheet, now: number, at: number): number =>
  ((at - now + PAST_SECONDS) / (PAST_SECONDS + FUTURE_SECONDS)) * width

/** The pitches in sight, at least two octaves, as [lowest, highest]. */
export function pitchSpan(notes: readonly Pick<RollNote, 'pitch'>[]): readonly [number, number] {
  const pitches = notes.map(({ pitch }) => pitch)
  const lowest = Math.min(60, ...pitches)
  const highest = Math.max(72, ...pitches)
  const spare = Math.max(0, FEWEST_SEMITONES - (highest - lowest))
  return [lowest - Math.ceil(spare / 2) - 1, highest + Math.floor(spare / 2) + 1]
}

/** Draws the moment: what sounded on the left of now, what is meant on its right. */
export function drawRoll(
  pen: CanvasRenderingContext2D,
  sheet: Sheet,
  { notes, timeline, nowSeconds }: Pick<PanelState, 'notes' | 'timeline' | 'nowSeconds'>,
  past: readonly Trace[],
): void {
  const { width, height } = sheet
  const x = (at: number): number => xOf(sheet, nowSeconds, at)
  pen.clearRect(0, 0, width, height)

  pen.font = '16px "Atkinson Hyperlegible", sans-serif'
  pen.textBaseline = 'top'
  for (const { bar, atSeconds } of timeline.bars) {
    pen.fillStyle = LINE
    pen.fillRect(Math.round(x(atSeconds)), 0, 1, height)
    pen.fillStyle = '#b1ada4'
    if (bar >= 1) pen.fillText(String(bar), x(atSeconds) + 5, 2)
  }
  drawTurn(pen, height, timeline.turn, x, nowSeconds)
  drawHeat(pen, sheet, [...past, ...timeline.temperature], x, nowSeconds)

  const seen = notes.filter(
    ({ endSeconds }) => endSeconds === null || endSeconds > nowSeconds - PAST_SECONDS,
  )
  const [lowest, highest] = pitchSpan([...seen, ...timeline.meant, ...timeline.dropped])
  const row = (height - HEAD) / (highest - lowest + 1)
  for (const note of seen) {
    const left = x(note.onsetSeconds)
    const right = x(note.endSeconds ?? Math.max(nowSeconds, note.onsetSeconds))
    const top = HEAD + (highest - note.pitch) * row
    drawNote(pen, note, [left, top, Math.max(4, right - left - 1), Math.max(4, row - 1)])
  }
  for (const [notesToCome, strength] of [
    [timeline.meant, 1],
    [timeline.dropped, DROPPED_STRENGTH],
  ] as const) {
    for (const { pitch, startSeconds, durationSeconds, confidence } of notesToCome) {
      const left = x(startSeconds)
      const box = [
        left,
        HEAD + (highest - pitch) * row,
        x(startSeconds + durationSeconds) - left - 1,
      ]
      drawMeant(pen, box, Math.max(4, row - 1), strength * confidence)
    }
  }

  pen.fillStyle = INK
  pen.fillRect(Math.round(x(nowSeconds)) - 1, 0, 2, height)
}

type Box = readonly [number, number, number, number]

function drawNote(pen: CanvasRenderingContext2D, note: RollNote, [x, y, w, h]: Box): void {
  pen.globalAlpha = 0.4 + 0.6 * note.velocity
  if (note.voice === 'performer') {
    pen.fillStyle = PLAYER
    pen.fillRect(x, y, w, h)
  } else {
    const surprise = unit(note.surpriseBits / FULL_SURPRISE_BITS)
    const hue = EXPECTED_HUE + (SURPRISING_HUE - EXPECTED_HUE) * surprise
    const line = 1.5 + 1.5 * surprise
    pen.strokeStyle = `hsl(${hue} 70% 68%)`
    pen.lineWidth = line
    pen.strokeRect(x + line / 2, y + line / 2, Math.max(1, w - line), Math.max(1, h - line))
  }
  pen.globalAlpha = 1
}

/** A note that is meant, paler as it is less sure. */
function drawMeant(
  pen: CanvasRenderingContext2D,
  [x = 0, y = 0, w = 0]: readonly number[],
  h: number,
  sureness: number,
): void {
  pen.globalAlpha = 0.25 + 0.6 * sureness
  pen.strokeStyle = MODEL
  pen.lineWidth = 1.5
  pen.setLineDash([3, 2])
  pen.strokeRect(x + 0.75, y + 0.75, Math.max(1, w - 1.5), Math.max(1, h - 1.5))
  pen.setLineDash([])
  pen.globalAlpha = 1
}

/** The partner's turn to come: outlined, as all that is the model's. */
function drawTurn(
  pen: CanvasRenderingContext2D,
  height: number,
  turn: PanelState['timeline']['turn'],
  x: (at: number) => number,
  now: number,
): void {
  if (!turn || turn.toSeconds <= now) return
  const left = x(Math.max(turn.fromSeconds, now))
  pen.strokeStyle = 'rgb(90 209 205 / 55%)'
  pen.lineWidth = 1
  pen.setLineDash([4, 4])
  pen.strokeRect(left + 0.5, HEAD + 0.5, x(turn.toSeconds) - left - 1, height - HEAD - 1)
  pen.setLineDash([])
}

/** Solid where it was, dashed where it is going. */
function drawHeat(
  pen: CanvasRenderingContext2D,
  { height, heatRange: [coldest, hottest] }: Sheet,
  line: readonly Trace[],
  x: (at: number) => number,
  now: number,
): void {
  const y = (value: number): number =>
    height - 3 - ((value - coldest) / (hottest - coldest)) * (height - HEAD - 6)
  const ink = pen.createLinearGradient(0, y(coldest), 0, y(hottest))
  ink.addColorStop(0, '#9fd8ff')
  ink.addColorStop(1, '#ff5c39')
  pen.strokeStyle = line.length > 0 ? ink : QUIET
  pen.lineWidth = 2
  for (const [part, dash] of [
    [line.filter(({ atSeconds }) => atSeconds <= now), []],
    [line.filter(({ atSeconds }) => atSeconds >= now), [2, 5]],
  ] as const) {
    pen.setLineDash([...dash])
    pen.beginPath()
    for (const { atSeconds, value } of part) pen.lineTo(x(atSeconds), y(value))
    pen.stroke()
  }
  pen.setLineDash([])
}
