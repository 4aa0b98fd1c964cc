import { openDraw, type Draw } from './draw.ts'
import type { FromDraw, ToDraw } from './drawMessages.ts'
import { lineOf } from './drawTrial.ts'

/** The draw worker's door: messages in, pictures on its OffscreenCanvas, reports out. */

const say = (message: FromDraw): void => {
  postMessage(message)
}

/** What came before the graphics were open. */
const waiting: ToDraw[] = []
let draw: Draw | null = null

function hear(to: Draw, message: ToDraw): void {
  switch (message.type) {
    case 'petal':
      to.petal(message.command)
      return
    case 'clear':
      to.clear()
      return
    case 'frame':
      to.frame(message.frame, message.atEpochMilliseconds)
      return
    case 'resize':
      to.resize(message)
      return
    case 'scene':
      to.scene(message.name)
      return
    case 'changed':
      to.changed(message.change)
  }
}

async function open(message: ToDraw & { type: 'start' }): Promise<void> {
  try {
    const clock = {
      epochMilliseconds: () => performance.timeOrigin + performance.now(),
      requestFrame: (callback: (at: number) => void) => void requestAnimationFrame(callback),
    }
    const opened = await openDraw(message.canvas, message.start, clock, say)
    draw = opened
    for (const early of waiting.splice(0)) hear(opened, early)
  } catch (reason) {
    say({ type: 'cannotDraw', why: lineOf(reason) })
  }
}

addEventListener('message', ({ data }: MessageEvent<ToDraw>) => {
  if (data.type === 'ping') say({ type: 'pong' })
  else if (data.type === 'start') void open(data)
  else if (draw) hear(draw, data)
  else waiting.push(data)
})
