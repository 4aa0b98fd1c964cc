import { NO_MOVE } from './curveMove.ts'
import type { Frame } from './frame.ts'
import { seconds, unit, type Seconds } from '../core/units.ts'

/** The picture goes on by itself this long when no frame comes, then stands still. */
export const LONGEST_GUESS = seconds(2)

type Writable<T> = { -readonly [K in keyof T]: T[K] }
export type FrameBuffer = Writable<Frame>

export const createFrameBuffer = (): FrameBuffer => ({
  showSeconds: seconds(0),
  tempo: 120 as Frame['tempo'],
  bar: 0,
  beatQuarters: 1,
  beatPhase: unit(0),
  barQuarters: 4,
  barPhase: unit(0),
  oldBeforeSeconds: seconds(-64),
  temperature: 1,
  contexts: [0, 0],
  curveMove: NO_MOVE,
  playing: 'nobody',
  rest: unit(0),
  lookAhead: [],
  silenceSeconds: seconds(0),
  controls: {},
})

/**
 * Writes what the frame will be a little later: time, beat and silence walk on, all else is kept.
 * @param later clamped to 0..{@link LONGEST_GUESS}
 */
export function extrapolate(from: Frame, later: Seconds, into: FrameBuffer): void {
  const ahead = later > 0 ? Math.min(later, LONGEST_GUESS) : 0
  const quarters = (ahead * from.tempo) / 60
  const phase = from.beatPhase + quarters / from.beatQuarters
  const inBar = from.barPhase + quarters / from.barQuarters
  into.showSeconds = seconds(from.showSeconds + ahead)
  into.tempo = from.tempo
  into.bar = from.bar + Math.floor(inBar)
  into.beatQuarters = from.beatQuarters
  into.barQuarters = from.barQuarters
  into.beatPhase = unit(phase - Math.floor(phase))
  into.barPhase = unit(inBar - Math.floor(inBar))
  into.oldBeforeSeconds = seconds(from.oldBeforeSeconds + ahead)
  into.temperature = from.temperature
  into.contexts = from.contexts
  into.curveMove = from.curveMove
  into.playing = from.playing
  into.rest = from.rest
  into.lookAhead = from.lookAhead
  into.silenceSeconds = seconds(from.silenceSeconds + ahead)
  into.controls = from.controls
}
