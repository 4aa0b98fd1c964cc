import { openDraw } from './draw.ts'
import { tellDraw, threadClock, type Draw } from './drawContract.ts'
import type { FromDraw, ToDraw } from './drawMessages.ts'
import { lineOf } from './drawTrial.ts'

/** The draw worker's door: messages in, pictures on its OffscreenCanvas, reports out. */

const say = (message: FromDraw): void => {
  postMessage(message)
}

/** What came before the graphics were open. */
const waiting: ToDraw[] = []
let draw: Draw | null = null

async function open(message: ToDraw & { type: 'start' }): Promise<void> {
  try {
    const opened = await openDraw(message.canvas, message.start, threadClock, say)
    draw = opened
    for (const early of waiting.splice(0)) tellDraw(opened, early)
  } catch (reason) {
    say({ type: 'cannotDraw', why: lineOf(reason) })
  }
}

addEventListener('message', ({ data }: MessageEvent<ToDraw>) => {
  if (data.type === 'ping') say({ type: 'pong' })
  else if (data.type === 'start') void open(data)
  else if (draw) tellDraw(draw, data)
  else waiting.push(data)
})
