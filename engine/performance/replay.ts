import { digestText } from '../core/digest.ts'
import { TICKS_PER_QUARTER, ticks } from '../core/units.ts'
import type { Command } from './commands.ts'
import {
  endOf,
  LogError,
  noteText,
  readLine,
  type LogEnd,
  type LogHeader,
  type LogRecord,
} from './log.ts'
import type { Folded } from './recentPast.ts'
import { createPerformance, type Performance } from './state.ts'
import { advance, step } from './step.ts'

/** What folding one event again brings. */
export interface Refolded {
  readonly state: Performance
  readonly commands: Command[]
  /** How many of the commands, the first, were due before the event. */
  readonly due: number
}

/** Folds one event again: time first, then the event. */
export function refold(before: Performance, folded: Folded): Refolded {
  const timed = advance(before, folded.horizonTicks)
  const stepped = step(timed.state, folded)
  return {
    state: stepped.state,
    commands: [...timed.commands, ...stepped.commands],
    due: timed.commands.length,
  }
}

export type Outcome =
  | {
      readonly identical: true
      readonly digest: string
      readonly records: number
      /** There was more, which the log does not hold. */
      readonly isBrokenOff: boolean
      readonly state: Performance
    }
  /** The first record after which the commands differ; null: only at the end. */
  | {
      readonly identical: false
      readonly sequence: number | null
      readonly expected: string
      readonly found: string
    }
  /** The commands are the same, and a note's reasons are not what the log says on a line, from 1. */
  | {
      readonly identical: false
      readonly line: number
      readonly expected: string
      readonly found: string
    }

/** Between two notes that no record lies between. */
const LONGEST_SILENCE = 64 * TICKS_PER_QUARTER
/** A log that was broken off is played on in steps as short: a note more is hardly in one. */
const SHORT_WAY = TICKS_PER_QUARTER / 32

/** A note that the log tells of. */
interface Told {
  readonly line: number
  readonly text: string
}

const textsOf = (commands: readonly Command[]): string[] =>
  commands.flatMap((command) =>
    command.type === 'noteOn' && command.provenance ? [noteText(command)] : [],
  )

/** A replay that takes a log line by line, so that its memory does not grow with the log. */
export class Replay {
  #state: Performance | null = null
  #line = 0
  #records = 0
  #end: LogEnd | 'brokenOff' | null = null
  #parted: Extract<Outcome, { identical: false }> | null = null
  /** Since the last record, by the log. */
  #told: Told[] = []
  /** Whether the log tells of no notes at all, as the first one shows. */
  #isBare: boolean | null = null
  /** Of the model's, by the last record; they stand behind it. */
  #after: string[] = []
  readonly #onCommands: (commands: readonly Command[]) => void

  /** @param onCommands what the performance did, in order */
  constructor(onCommands: (commands: readonly Command[]) => void = () => undefined) {
    this.#onCommands = onCommands
  }

  /** Reads and folds one line. @throws LogError */
  take(text: string): void {
    this.#line++
    const line = readLine(text, this.#line)
    if (line.kind === 'header') this.#begin(line.header)
    else if (line.kind === 'record') this.#fold(line.record)
    else if (line.kind === 'note') this.#told.push({ line: this.#line, text: line.text })
    else if (line.kind === 'end') this.#finish(line.end)
    else if (line.kind === 'brokenOff') this.#breakOff()
  }

  #begin(header: LogHeader): void {
    this.#state = createPerformance(header.seed)
  }

  #fold(record: LogRecord): void {
    if (!this.#state || this.#parted) return
    if (this.#end) throw new LogError(`Line ${this.#line}: a record after the end.`)
    if (record.sequence !== this.#records) {
      throw new LogError(
        `Line ${this.#line}: record ${record.sequence} stands where ${this.#records} was due; lines are missing.`,
      )
    }
    const { state, commands, due } = refold(this.#state, record)
    this.#state = state
    this.#records++
    this.#onCommands(commands)
    this.#compare(record.sequence, record.digest)
    this.#compareNotes(textsOf(commands.slice(0, due)))
    this.#after = textsOf(commands.slice(due))
  }

  #finish(end: LogEnd): void {
    this.#end = end
    if (!this.#state || this.#parted) return
    const last = advance(this.#state, end.horizonTicks)
    this.#state = last.state
    this.#onCommands(last.commands)
    this.#compare(null, end.digest)
    this.#compareNotes(textsOf(last.commands))
  }

  /** Where it ended is not known: it is played on until every note that the log tells of has come. */
  #breakOff(): void {
    this.#end = 'brokenOff'
    if (!this.#state || this.#parted) return
    const told = this.#told.length
    const limit = this.#state.horizonTicks + told * LONGEST_SILENCE
    const found: string[] = []
    while (this.#after.length + found.length < told && this.#state.horizonTicks < limit) {
      const on = advance(this.#state, ticks(this.#state.horizonTicks + SHORT_WAY))
      this.#state = on.state
      this.#onCommands(on.commands)
      found.push(...textsOf(on.commands))
    }
    this.#after = this.#after.slice(0, told)
    this.#compareNotes(found.slice(0, told - this.#after.length))
  }

  #compare(sequence: number | null, expected: string): void {
    if (!this.#state || digestText(this.#state.digest) === expected) return
    this.#parted = { identical: false, sequence, expected, found: digestText(this.#state.digest) }
  }

  /**
   * The notes that the log tells of since the last record, against those that were played.
   * @param timed of the time up to this record
   */
  #compareNotes(timed: readonly string[]): void {
    const told = this.#told
    const found = [...this.#after, ...timed]
    this.#told = []
    if (this.#parted || told.length + found.length === 0) return
    this.#isBare ??= told.length === 0
    if (this.#isBare && told.length === 0) return
    const length = Math.max(told.length, found.length)
    const at = Array.from({ length }, (_, place) => told[place]?.text === found[place]).indexOf(
      false,
    )
    if (at < 0) return
    this.#parted = {
      identical: false,
      line: told[at]?.line ?? this.#line,
      expected: told[at]?.text ?? 'no note',
      found: found[at] ?? 'no note',
    }
  }

  /** What became of it. @throws LogError for an empty log, or one without its end */
  outcome(): Outcome {
    if (!this.#state) throw new LogError('This log is empty.')
    if (this.#parted) return this.#parted
    const { digest } = endOf(this.#state)
    if (!this.#end) {
      throw new LogError(
        `This log is cut off after ${this.#records} records; they are identical (digest ${digest}), and what followed is missing.`,
      )
    }
    const isBrokenOff = this.#end === 'brokenOff'
    return { identical: true, digest, records: this.#records, isBrokenOff, state: this.#state }
  }
}

/** Replays the lines of a whole log. @throws LogError */
export function replay(
  lines: Iterable<string>,
  onCommands?: (commands: readonly Command[]) => void,
): Outcome {
  const run = new Replay(onCommands)
  for (const line of lines) if (line !== '') run.take(line)
  return run.outcome()
}
