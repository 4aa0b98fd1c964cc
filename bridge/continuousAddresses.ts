import { isPattern, matches } from './osc.ts'
import { STATE } from './protocol.ts'

/** In characters, of one client's patterns together: each new address is held against all of them. */
const MOST_PATTERN = 256
/** In characters. Longer addresses name no control, and matching them would take time. */
const LONGEST_CONTINUOUS = 256

interface Declared {
  readonly names: ReadonlySet<string>
  readonly patterns: readonly string[]
}

/**
 * Which addresses are continuous: those of the instrument's state, those the operator named, and
 * those that clients declared for as long as they stay. All others are events.
 */
export class ContinuousAddresses {
  readonly #configured: readonly string[]
  readonly #declared = new Map<object, Declared>()
  /** Answers given, since a control's address comes thousands of times. */
  readonly #known = new Map<string, boolean>()

  /** @param configured addresses or patterns */
  constructor(configured: readonly string[]) {
    this.#configured = configured
  }

  /**
   * Replaces what an owner declared.
   * @returns false when its patterns are too long to be held against every address
   */
  declare(owner: object, addresses: readonly string[]): boolean {
    const patterns = addresses.filter(isPattern)
    if (patterns.reduce((sum, { length }) => sum + length, 0) > MOST_PATTERN) return false
    const names = new Set(addresses.filter((address) => !isPattern(address)))
    this.#declared.set(owner, { names, patterns })
    this.#known.clear()
    return true
  }

  forget(owner: object): void {
    if (this.#declared.delete(owner)) this.#known.clear()
  }

  /** A pattern may name an event too, and so is one. */
  has(address: string): boolean {
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const isContinuous =
      address.length <= LONGEST_CONTINUOUS && !isPattern(address) && this.#isNamed(address)
    // Senders choose the addresses; they shall not choose how much is kept.
    if (this.#known.size >= 4096) this.#known.clear()
    this.#known.set(address, isContinuous)
    return isContinuous
  }

  #isNamed(address: string): boolean {
    const isOneOf = (patterns: readonly string[]): boolean =>
      patterns.some((pattern) => matches(pattern, address))
    return (
      address.startsWith(STATE) ||
      isOneOf(this.#configured) ||
      [...this.#declared.values()].some(
        ({ names, patterns }) => names.has(address) || isOneOf(patterns),
      )
    )
  }
}
