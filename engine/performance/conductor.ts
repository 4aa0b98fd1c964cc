import { digestText, EMPTY_DIGEST } from '../core/digest.ts'
import type { Event } from '../core/events.ts'
import { seconds } from '../core/units.ts'
import { NO_KEY, type KeyDecision } from '../expression/key.ts'
import { OPEN_DOOR, stamp, type Door } from '../input/stamp.ts'
import type { Command } from './commands.ts'
import type { PhraseHeard } from './ear.ts'
import {
  endLine,
  headerLine,
  headerOf,
  keyLine,
  noteLine,
  phraseLine,
  recordLine,
  snapshotLine,
} from './log.ts'
import { RecentPast, type Stretch } from './recentPast.ts'
import { createPerformance, type Performance, type Stepped } from './state.ts'
import { advanceTo, step } from './step.ts'

/**
 * How far ahead of the present things are decided. Short, so that a turned knob is heard in the next
 * sixteenth; long enough for the timer's jitter, and what a MIDI port may be sent ahead.
 */
export const LOOKAHEAD_SECONDS = seconds(0.025)

export interface ConductorPorts {
  /** Carries commands out. Called on the thread of the fold, in order. */
  readonly perform: (commands: readonly Command[]) => void
  /** Takes the next lines of the log. */
  readonly write: (lines: string) => void
}

/**
 * Runs a performance: stamps what comes in, folds it, moves time on, hands out the commands and
 * writes the log. It has no clock and no device, so the page, the command line and the tests run
 * the same one.
 */
export class Conductor {
  #state: Performance
  #door: Door = OPEN_DOOR
  #digest = EMPTY_DIGEST
  #digestText = digestText(EMPTY_DIGEST)
  #key: KeyDecision = NO_KEY
  #phrase: PhraseHeard | null = null
  readonly #past: RecentPast
  readonly #ports: ConductorPorts

  /**
   * @param seed root of every draw, a whole number of 0..2^53
   * @param build version that the log's header names
   */
  constructor(seed: number, build: string, ports: ConductorPorts) {
    this.#state = createPerformance(seed)
    this.#past = new RecentPast(this.#state)
    this.#ports = ports
    ports.write(headerLine(headerOf(build, seed)))
  }

  get state(): Performance {
    return this.#state
  }

  /** That the next event will have. */
  get nextSequence(): number {
    return this.#door.nextSequence
  }

  /**
   * Folds an event.
   * @param atSeconds show time at which it happened; never before an earlier event
   */
  accept(event: Event, atSeconds: number): void {
    const [door, stamped] = stamp(this.#door, event, atSeconds)
    this.#door = door
    const { horizonTicks } = this.#state
    const stepped = step(this.#state, stamped)
    const { sequence, atSeconds: stampedSeconds } = stamped
    const digest = this.#digestAfter(stepped.state)
    this.#past.take(event, stampedSeconds, horizonTicks)
    this.#ports.write(
      recordLine({ sequence, atSeconds: stampedSeconds, horizonTicks, event, digest }),
    )
    this.#carry(stepped)
    this.#tellHeard(stampedSeconds)
  }

  /** Decides everything that lies before a moment of show time. */
  advanceTo(horizonSeconds: number): void {
    this.#carry(advanceTo(this.#state, horizonSeconds))
    this.#tellHeard(horizonSeconds)
    if (!this.#past.isSnapshotDue(horizonSeconds)) return
    this.#ports.write(snapshotLine(this.#state))
    this.#past.snapshot(this.#state, seconds(horizonSeconds))
  }

  /** How the last phrase was heard, and the key that is played in, where they have become others. */
  #tellHeard(atSeconds: number): void {
    const { usedKey, lastPhrase } = this.#state.ear
    if (lastPhrase !== null && lastPhrase !== this.#phrase) {
      this.#phrase = lastPhrase
      this.#ports.write(phraseLine(lastPhrase, atSeconds))
    }
    if (usedKey === this.#key) return
    const { status, tonic } = this.#key
    this.#key = usedKey
    if (usedKey.status !== status || usedKey.tonic !== tonic) {
      this.#ports.write(keyLine(usedKey, atSeconds))
    }
  }

  /** Most events change no command: the text of the digest is written once for all of them. */
  #digestAfter({ digest }: Performance): string {
    if (digest !== this.#digest) {
      this.#digest = digest
      this.#digestText = digestText(digest)
    }
    return this.#digestText
  }

  #carry({ state, commands }: Stepped): void {
    this.#state = state
    if (commands.length === 0) return
    for (const command of commands) {
      if (command.type === 'noteOn' && command.provenance) this.#ports.write(noteLine(command))
    }
    this.#ports.perform(commands)
  }

  /** The last minute, or what there is of it, from a snapshot on. */
  recent(): Stretch {
    return this.#past.stretch()
  }

  /** Closes the log. */
  end(): void {
    this.#ports.write(endLine(this.#state))
  }
}
