import type { Frame, PetalCommand } from '../visuals/frame.ts'
import type { PetalNetwork } from '../visuals/petalSource.ts'
import type { PetalSnapshot } from '../visuals/petalStore.ts'
import type { Size } from '../visuals/scene.ts'
import type { SceneChange, ToDraw } from './drawMessages.ts'

/** What drawing is asked for, and by which clock; without the drawing, so that main can load it. */

/** The thread's time and its frames; a test drives them by hand. */
export interface DrawClock {
  /** Milliseconds since the Unix epoch. */
  epochMilliseconds(): number
  /** @param draw gets a time in milliseconds that never goes back */
  requestFrame(draw: (atMilliseconds: number) => void): void
}

export interface Draw {
  petal(command: PetalCommand): void
  clear(): void
  restore(petals: PetalSnapshot): void
  /** Grows petals by another network from the next picture on. */
  network(network: PetalNetwork): void
  frame(frame: Frame, atEpochMilliseconds: number): void
  resize(size: Size): void
  /** Asks for a scene; the report says what came of it. */
  scene(name: string): void
  changed(change: SceneChange): void
  dispose(): void
}

/** A message as a call. */
export function tellDraw(to: Draw, message: ToDraw): void {
  switch (message.type) {
    case 'petal':
      to.petal(message.command)
      return
    case 'clear':
      to.clear()
      return
    case 'restore':
      to.restore(message.petals)
      return
    case 'network':
      to.network(message.network)
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

/** The clock of the thread this runs on. */
export const threadClock: DrawClock = {
  epochMilliseconds: () => performance.timeOrigin + performance.now(),
  requestFrame: (draw) => void requestAnimationFrame(draw),
}
