import { barAt } from '../clock/grid.ts'
import { ticksAt } from '../clock/tempoMap.ts'
import { digestText, EMPTY_DIGEST } from '../core/digest.ts'
import type { Event } from '../core/events.ts'
import { ticks } from '../core/units.ts'
import type { Command } from './commands.ts'
import { LOOKAHEAD_SECONDS } from './conductor.ts'
import { readLine, type LogRecord } from './log.ts'
import { refold } from './replay.ts'
import { decodeSnapshot, type ShowSnapshot } from './showSnapshot.ts'
import type { Performance, Stepped } from './state.ts'
import { advance } from './step.ts'

/** What a follower hears of a leader. */
export type LeaderMessage =
  /** This take leads now; '' when none does. */
  | { readonly type: 'lead'; readonly take: string }
  | { readonly type: 'record'; readonly take: string; readonly line: string }
  | ({ readonly type: 'beat'; readonly take: string } & LeaderBeat)
  /** Whole. */
  | { readonly type: 'snapshot'; readonly take: string; readonly bytes: Uint8Array }

/** Nothing else has happened up to here. */
export interface LeaderBeat {
  /** That the next record will have. */
  readonly nextSequence: number
  readonly showSeconds: number
  readonly horizonTicks: number
  /** Of the leader's commands so far. */
  readonly digest: string
}

/** What two machines made of the same bar. */
export interface Comparison {
  /** From 1; 0 and below in a count-in. */
  readonly bar: number
  /** Show time. */
  readonly atSeconds: number
  readonly digest: string
  readonly leaders: string
}

export type Following =
  | { readonly state: 'leaderless' }
  /** `why`: what went wrong before; null at first. */
  | { readonly state: 'joining'; readonly why: string | null }
  | { readonly state: 'following' }

export interface FollowerPorts {
  /** Carries commands out, in order. */
  readonly perform: (commands: readonly Command[]) => void
  /** This happened at the leader; what it led to comes before. */
  readonly happened: (event: Event) => void
  /** The show begins anew from here: what was there before is another's. */
  readonly begin: (snapshot: ShowSnapshot) => void
  /** Once a bar, and whenever two machines part. */
  readonly compared: (comparison: Comparison) => void
}

/** More than this cannot be waiting for one snapshot. */
const MOST_WAITING = 4096
const MOST_BEATS = 1024
/** What one line brings may overtake what another does; after this it is missing. */
const PATIENCE_SECONDS = 0.25
/** Between asking for snapshots, the longer the oftener one was of no use. */
const ASK_SECONDS = [0, 1, 2]
const ASK_SECONDS_LATER = 4

/**
 * Folds what a leader has folded, when it is due: joins by a snapshot, goes on with the records after
 * it, and never decides more than the leader has. A sequence that was there already is a duplicate,
 * one that is missing asks for a new snapshot, and so does a digest that differs.
 */
export class Follower {
  readonly #build: string
  readonly #ports: FollowerPorts
  #take = ''
  /** Whether the leader of the take is there. */
  #isLed = false
  #state: Performance | null = null
  #next = 0
  /** Not folded yet, by sequence. */
  #records: LogRecord[] = []
  /** Not folded yet, as they came. */
  #beats: LeaderBeat[] = []
  #why: string | null = null
  #bar: number | null = null
  #digest = EMPTY_DIGEST
  #digestText = digestText(EMPTY_DIGEST)
  #asks = 0
  #askedSeconds = -Infinity
  /** Since when something has been missing; null when nothing is. */
  #missingSeconds: number | null = null
  #isMissed = false

  /** @param build version of this engine; a leader of another cannot be followed */
  constructor(build: string, ports: FollowerPorts) {
    this.#build = build
    this.#ports = ports
  }

  /** null until a snapshot has come. */
  get performance(): Performance | null {
    return this.#state
  }

  /** That is followed, or was; '' before the first. */
  get take(): string {
    return this.#take
  }

  get following(): Following {
    if (!this.#isLed) return { state: 'leaderless' }
    return this.#state === null || this.#isMissed
      ? { state: 'joining', why: this.#why }
      : { state: 'following' }
  }

  /** Takes in what the leader says; folds nothing. */
  hear(message: LeaderMessage): void {
    if (message.type === 'lead') this.#follow(message.take)
    else if (message.take !== this.#take) return
    else if (message.type === 'snapshot') this.#begin(message.bytes)
    else if (message.type === 'beat') this.#wait(message)
    else this.#read(message.line)
  }

  /**
   * Folds what is due at a moment of the leader's show time, and decides as far ahead of it as the
   * leader had at that moment.
   */
  advanceTo(showSeconds: number): void {
    try {
      this.#foldTo(showSeconds)
    } catch (error) {
      // A snapshot or a record that looked right and is not.
      this.#part(`It cannot be folded: ${error instanceof Error ? error.message : 'a fault'}.`)
    }
  }

  /** Whether the leader is to be asked for a snapshot now; says so once each time. */
  asks(nowSeconds: number): boolean {
    if (!this.#isLed || !this.#hasMissed(nowSeconds)) return false
    const pause = ASK_SECONDS[this.#asks] ?? ASK_SECONDS_LATER
    if (nowSeconds - this.#askedSeconds < pause) return false
    this.#asks++
    this.#askedSeconds = nowSeconds
    return true
  }

  #hasMissed(nowSeconds: number): boolean {
    if (!this.#hasGap) this.#missingSeconds = null
    else this.#missingSeconds ??= nowSeconds
    const since = this.#missingSeconds
    this.#isMissed = since !== null && nowSeconds - since >= PATIENCE_SECONDS
    if (this.#isMissed) this.#why ??= 'Records of the leader are missing.'
    return this.#state === null || this.#isMissed
  }

  /** Whether what came leaves out what is due next. */
  get #hasGap(): boolean {
    const first = this.#records[0]?.sequence ?? this.#beats.at(-1)?.nextSequence ?? 0
    return this.#state !== null && first > this.#next
  }

  #follow(take: string): void {
    this.#isLed = take !== ''
    // A leader that has gone may come back and be where it was.
    if (take === '' || take === this.#take) return
    this.#take = take
    this.#state = null
    this.#records = []
    this.#beats = []
    this.#why = null
    this.#asks = 0
    this.#askedSeconds = -Infinity
  }

  #begin(bytes: Uint8Array): void {
    // Asked for by another follower.
    if (this.#state !== null && !this.#hasGap) return
    try {
      const snapshot = decodeSnapshot(bytes, this.#build)
      this.#state = snapshot.state
      this.#next = snapshot.nextSequence
      this.#records = this.#records.filter(({ sequence }) => sequence >= this.#next)
      this.#beats = this.#beats.filter(({ nextSequence }) => nextSequence >= this.#next)
      this.#bar = null
      this.#why = null
      this.#isMissed = false
      this.#missingSeconds = null
      this.#ports.begin(snapshot)
    } catch (error) {
      this.#part(error instanceof Error ? error.message : 'The snapshot is damaged.')
    }
  }

  #wait(beat: LeaderBeat): void {
    if (this.#beats.push(beat) > MOST_BEATS) this.#beats.shift()
  }

  #read(line: string): void {
    let record: LogRecord
    try {
      // The line's number is not known here; a header can only be the first.
      const read = readLine(line, 2)
      if (read.kind !== 'record') return
      record = read.record
    } catch {
      this.#part('A record came damaged.')
      return
    }
    const { sequence } = record
    if (this.#state !== null && sequence < this.#next) return
    let at = this.#records.length
    while (at > 0 && (this.#records[at - 1]?.sequence ?? 0) > sequence) at--
    if (this.#records[at - 1]?.sequence === sequence) return
    this.#records.splice(at, 0, record)
    if (this.#records.length > MOST_WAITING) this.#records.shift()
  }

  #foldTo(showSeconds: number): void {
    for (;;) {
      this.#dropStale()
      const state = this.#state
      if (state === null) return
      const beat = this.#dueBeat()
      const record = this.#records[0]?.sequence === this.#next ? this.#records[0] : null
      if (beat !== null && beat.showSeconds <= showSeconds) {
        this.#beats.shift()
        this.#carry(advance(state, ticks(beat.horizonTicks)))
        this.#compareBar(beat)
      } else if (record !== null && record.atSeconds <= showSeconds) {
        this.#records.shift()
        this.#next++
        const folded = refold(state, record)
        this.#carry(folded)
        this.#ports.happened(record.event)
        this.#agrees(folded.state, record.digest, record.atSeconds)
      } else {
        const horizon = beat?.horizonTicks ?? record?.horizonTicks
        if (horizon === undefined) return
        const ahead = ticksAt(state.clock.map, showSeconds + LOOKAHEAD_SECONDS)
        this.#carry(advance(state, ticks(Math.min(ahead, horizon))))
        return
      }
    }
  }

  /** Beats that say less than what is folded already. */
  #dropStale(): void {
    for (let [beat] = this.#beats; beat; [beat] = this.#beats) {
      const isStale =
        beat.nextSequence < this.#next || beat.horizonTicks < (this.#state?.horizonTicks ?? 0)
      if (!isStale) return
      this.#beats.shift()
    }
  }

  /** The first beat, if all records before it are folded. */
  #dueBeat(): LeaderBeat | null {
    const [beat] = this.#beats
    return beat?.nextSequence === this.#next ? beat : null
  }

  #carry({ state, commands }: Stepped): void {
    this.#state = state
    if (commands.length > 0) this.#ports.perform(commands)
  }

  /** The first beat of a bar is told of. */
  #compareBar({ digest, showSeconds }: LeaderBeat): void {
    const state = this.#state
    if (state === null || !this.#agrees(state, digest, showSeconds)) return
    const bar = barOf(state)
    if (bar === this.#bar) return
    if (this.#bar !== null) this.#asks = 0
    this.#bar = bar
    const atSeconds = showSeconds
    this.#ports.compared({ bar, atSeconds, digest: this.#digestText, leaders: digest })
  }

  /** Parts, and says so, when the digests differ. */
  #agrees(state: Performance, leaders: string, atSeconds: number): boolean {
    if (state.digest !== this.#digest) {
      this.#digest = state.digest
      this.#digestText = digestText(state.digest)
    }
    if (this.#digestText === leaders) return true
    this.#ports.compared({ bar: barOf(state), atSeconds, digest: this.#digestText, leaders })
    this.#part('It has parted from the leader.')
    return false
  }

  #part(why: string): void {
    this.#why = why
    this.#state = null
  }
}

const barOf = ({ clock, horizonTicks }: Performance): number => barAt(clock.grid, horizonTicks) + 1
