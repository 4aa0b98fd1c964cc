import { TICKS_PER_QUARTER, TICKS_PER_STEP, ticks, type Ticks } from '../core/units.ts'
import { lastOnGrid, nextOnGrid } from '../core/windows.ts'

/** Where bar one begins. Bars are 4/4. */
export interface Grid {
  readonly originTicks: Ticks
}

export const BEATS_PER_BAR = 4
export const TICKS_PER_BAR = BEATS_PER_BAR * TICKS_PER_QUARTER
export const STEPS_PER_BAR = TICKS_PER_BAR / TICKS_PER_STEP
/** The fold wakes at every half sixteenth: the finest point at which anything is decided. */
export const TICKS_PER_PULSE = TICKS_PER_STEP / 2

/** The sixteenth nearest to a moment, counted from bar one; negative before it. */
export const nearestStep = (grid: Grid, atTicks: number): number =>
  Math.floor((atTicks - grid.originTicks) / TICKS_PER_STEP + 0.5)

/** The sixteenth that holds a moment. */
export const stepAt = (grid: Grid, atTicks: number): number =>
  Math.floor((atTicks - grid.originTicks) / TICKS_PER_STEP)

export const ticksOfStep = (grid: Grid, step: number): Ticks =>
  ticks(grid.originTicks + step * TICKS_PER_STEP)

/** The first beat at or after a moment. */
export const nextBeat = (grid: Grid, atTicks: number): Ticks =>
  nextOnGrid(atTicks, grid.originTicks, TICKS_PER_QUARTER)

/** The bar line at or before a moment. */
export const barLine = (grid: Grid, atTicks: number): Ticks =>
  lastOnGrid(atTicks, grid.originTicks, TICKS_PER_BAR)

/** Bars since bar one, from 0; negative before it (in a count-in). */
export const barAt = (grid: Grid, atTicks: number): number =>
  Math.floor((atTicks - grid.originTicks) / TICKS_PER_BAR)

/** Beats since the bar line, 0 to 3. */
export function beatAt(grid: Grid, atTicks: number): number {
  const beats = Math.floor((atTicks - grid.originTicks) / TICKS_PER_QUARTER)
  return beats - Math.floor(beats / BEATS_PER_BAR) * BEATS_PER_BAR
}
