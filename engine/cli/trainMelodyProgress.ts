import type { TrainingProgress } from '../../models/melody/training/trainMelody.ts'

const BAR = 24
const SMOOTHING = 0.95

/** A time as `1 h 05 min`, `4 min 10 s` or `12 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  if (whole >= 3600)
    return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${two(whole % 60)} s` : `${whole} s`
}

/** A training's progress bar with its losses and the time to go. */
export class TrainingBar {
  readonly #stream: NodeJS.WriteStream
  readonly #now: () => number
  #began: number | null = null
  #first = 0
  #loss: number | null = null
  #validation: number | null = null

  /** @param now seconds on a clock that only runs forward */
  constructor(stream: NodeJS.WriteStream, now: () => number) {
    this.#stream = stream
    this.#now = now
  }

  /** Draws over itself on a terminal; elsewhere, in a log say, a line for each look. */
  show(progress: TrainingProgress): void {
    const { update, updates, loss, validation } = progress
    this.#began ??= this.#now()
    if (this.#loss === null) this.#first = update
    this.#loss = this.#loss === null ? loss : SMOOTHING * this.#loss + (1 - SMOOTHING) * loss
    const looked = validation !== this.#validation
    this.#validation = validation
    const done = update - this.#first
    const left = done > 0 ? ((this.#now() - this.#began) / done) * (updates - update) : undefined
    const line = trainingLine({ ...progress, loss: this.#loss }, left)
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[2K${line}${update === updates ? '\n' : ''}`)
    } else if (looked || update === updates) this.#stream.write(`${line}\n`)
  }
}

export function trainingLine(
  { update, updates, loss, validation, best }: TrainingProgress,
  secondsLeft: number | undefined,
): string {
  const share = update / updates
  const full = Math.floor(share * BAR)
  const bar = '#'.repeat(full) + '.'.repeat(BAR - full)
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} to go`
  return `[${bar}] ${Math.floor(100 * share)} %, loss ${loss.toFixed(3)}, validation ${validation.toFixed(3)} (best ${best.toFixed(3)})${left}`
}
