import { seconds } from '../../engine/core/units.ts'
import { openDraw } from '../../engine/edges/draw.ts'
import type { DrawReport } from '../../engine/edges/drawMessages.ts'
import { createFrameBuffer } from '../../engine/visuals/extrapolate.ts'
import type { Frame, PetalCommand } from '../../engine/visuals/frame.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'

/** Runs in the page: all that draws the show, driven picture by picture by a test's clock. */

export interface DrivenDraw {
  /** Takes notes and a frame from the fold. */
  hear(commands: readonly PetalCommand[], frame: Partial<Frame>): void
  /** So many pictures, 16 ms apart. */
  draw(pictures: number): void
  /** What was reported last. */
  report(): DrawReport
  close(): void
}

/** Opens it and waits until its garden is on. @throws what cannot be drawn */
export async function openDriven(
  backend: 'best' | 'webgl2',
  millisecondsAPicture = 16,
): Promise<DrivenDraw> {
  let [epoch, at] = [1000, 0]
  let next: (atMilliseconds: number) => void = () => undefined
  const heard: { report: DrawReport | null } = { report: null }
  const canvas = document.createElement('canvas')
  document.body.append(canvas)
  const draw = await openDraw(
    canvas,
    {
      size: { width: 160, height: 90 },
      backend,
      scene: 'garden',
      fallback: 'garden',
      registry: null,
      capacity: 1000,
      seed: 7,
      petals: createPetalStore(1, 7).snapshot(),
      network: null,
    },
    {
      epochMilliseconds: () => epoch,
      requestFrame: (tick) => (next = tick),
    },
    (message) => {
      if (message.type === 'report') heard.report = message.report
      else if ('why' in message) throw new Error(message.why)
    },
  )
  const picture = (): void => {
    epoch += millisecondsAPicture
    at += millisecondsAPicture
    next(at)
  }
  const reported = (): DrawReport => {
    if (heard.report === null) throw new Error('nothing has been reported')
    return heard.report
  }
  while (!heard.report?.scene) {
    await new Promise(requestAnimationFrame)
    picture()
    if (heard.report?.trouble) throw new Error('the garden has trouble')
  }
  return {
    hear(commands, frame) {
      for (const command of commands) draw.petal(command)
      draw.frame({ ...createFrameBuffer(), showSeconds: seconds(0), ...frame }, epoch)
    },
    draw(pictures) {
      for (let i = 0; i < pictures; i++) picture()
    },
    report: reported,
    close() {
      draw.dispose()
      canvas.remove()
    },
  }
}

/** What no picture may do: makes a place anew each time, for a measure to show that it sees it. */
export function waste(times: number): number {
  let kept: readonly number[] = []
  for (let i = 0; i < times; i++) kept = Array.from([i + 0.5, i, i])
  return kept.length
}
