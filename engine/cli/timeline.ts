import { secondsPerTick, seconds, type Seconds } from '../core/units.ts'
import type { FileTempo } from './midiFile.ts'

/**
 * Show time of every tick of a file, computed as the fold computes it. The fold itself keeps its
 * newest tempos only, and knows a change when it has happened.
 */
export class Timeline {
  readonly #tempos: readonly (FileTempo & { readonly fromSeconds: number })[]

  /** @param tempos by time, the first at tick 0 */
  constructor(tempos: readonly FileTempo[]) {
    const timed: (FileTempo & { readonly fromSeconds: number })[] = []
    for (const tempo of tempos) {
      const before = timed.at(-1)
      const fromSeconds = before
        ? before.fromSeconds + (tempo.fromTicks - before.fromTicks) * secondsPerTick(before.tempo)
        : 0
      timed.push({ ...tempo, fromSeconds })
    }
    this.#tempos = timed
  }

  secondsAt(ticks: number): Seconds {
    let low = 0
    let high = this.#tempos.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#tempos[middle]?.fromTicks ?? 0) <= ticks) low = middle
      else high = middle - 1
    }
    const tempo = this.#tempos[low]
    if (!tempo) throw new Error('A timeline has at least one tempo.')
    return seconds(tempo.fromSeconds + (ticks - tempo.fromTicks) * secondsPerTick(tempo.tempo))
  }
}
