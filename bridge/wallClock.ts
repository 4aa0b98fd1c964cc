/** Less is the system's clock being kept right, more is its being set. */
const JUMP_MILLISECONDS = 50

/**
 * The time of day on a steady clock: it never goes backwards while packets are stamped, and when the
 * system's clock is set it follows at the next check.
 */
export class WallClock {
  readonly #wall: () => number
  readonly #steady: () => number
  #offset: number

  /**
   * @param wall milliseconds since 1970, which may jump
   * @param steady milliseconds of a clock that does not
   */
  constructor(wall: () => number, steady: () => number) {
    this.#wall = wall
    this.#steady = steady
    this.#offset = wall() - steady()
  }

  /** Unix time in seconds, much finer than a millisecond. */
  seconds(): number {
    return (this.#offset + this.#steady()) / 1000
  }

  /** @returns by how many seconds the system's clock has jumped; 0 when it has not */
  check(): number {
    const jump = this.#wall() - this.#steady() - this.#offset
    if (Math.abs(jump) < JUMP_MILLISECONDS) return 0
    this.#offset += jump
    return jump / 1000
  }
}
