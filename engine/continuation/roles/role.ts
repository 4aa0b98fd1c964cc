import type { Grid } from '../../clock/grid.ts'
import type { Seconds, Ticks } from '../../core/units.ts'
import type { Continuation, Turn } from '../continuation.ts'
import type { Moment } from '../generate.ts'
import type { PhraseOver, Setting } from '../setting.ts'

/** A sixteenth of the grid, shortly before it sounds. */
export interface Pulse {
  readonly grid: Grid
  readonly atTicks: Ticks
  readonly moment: Moment
  /** MIDI numbers of the performer's notes that sound, by key or pedal. */
  readonly against: readonly number[]
}

/** When a role is taken up. */
export interface Beginning {
  readonly grid: Grid
  /** From where on nothing has been decided. */
  readonly fromTicks: Ticks
  readonly atSeconds: Seconds
}

/**
 * What the partner is to the performer. While a plan runs it is played whatever the role; a role
 * says what is planned, and what happens beside it.
 */
export interface Role {
  /** Whether it plays once the ear says that a phrase is over. */
  readonly awaitsEnd: boolean
  /** Whether its sixteenths are wanted also where no phrase is being played. */
  readonly isRestless: boolean
  /** Taken up while nothing is planned. */
  begin(state: Continuation, beginning: Beginning): Turn
  /** The performer's keys. */
  hear(state: Continuation, setting: Setting): Turn
  /** A sixteenth in which nothing is planned. */
  step(state: Continuation, pulse: Pulse): Turn
  /** The phrase is over; only where that is awaited. */
  answer(state: Continuation, over: PhraseOver, grid: Grid, nowTicks: Ticks): Turn
}
