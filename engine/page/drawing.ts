import { milliseconds } from '../core/units.ts'
import type { Keyboard } from '../edges/keyboard.ts'
import type { Picture } from '../edges/picture.ts'
import type { ShowClock } from '../edges/showClock.ts'
import type { Conductor } from '../performance/conductor.ts'
import { frameOf, viewOf } from '../performance/view.ts'
import type { AnthesisApp } from '../ui/app.ts'
import type { RollNote } from '../ui/contract.ts'
import type { NoticeBoard } from '../ui/notices.ts'
import { timelineOf } from '../ui/timeline.ts'
import { createCanvasSize } from './canvas.ts'
import type { LastMinute } from './lastMinute.ts'
import type { MidiPorts } from './midiPorts.ts'
import type { PictureNews } from './pictureNews.ts'

export interface DrawingPorts {
  readonly app: AnthesisApp
  readonly board: NoticeBoard
  readonly clock: ShowClock
  readonly conductor: Conductor
  readonly keyboard: Keyboard
  readonly lastMinute: LastMinute
  readonly midi: MidiPorts
  readonly picture: Picture
  readonly news: PictureNews
  readonly notes: () => readonly RollNote[]
  readonly hasPlayed: () => boolean
}

/** Draws panels and picture from one moment of the fold, each frame from now on. */
export function startDrawing(ports: DrawingPorts): void {
  const { app, board, clock, conductor, lastMinute, picture } = ports
  const fitCanvas = createCanvasSize(picture)

  function draw(): void {
    requestAnimationFrame(draw)
    const now = clock.now()
    const present = viewOf(conductor.state, now)
    const view = lastMinute.isPlaying ? { ...present, playing: lastMinute.playing } : present
    fitCanvas()
    board.watch(view)
    picture.frame(frameOf(conductor.state, now))
    app.state = {
      view,
      lights: board.lights,
      notice: board.notice,
      worstFrame: milliseconds(ports.news.worstFrame),
      keysDown: ports.keyboard.down,
      midiOutputs: ports.midi.outputs,
      hasPlayed: ports.hasPlayed(),
      notes: ports.notes(),
      nowSeconds: now,
      isReplaying: lastMinute.isPlaying,
      timeline: timelineOf(conductor.state, now),
    }
  }

  draw()
}
