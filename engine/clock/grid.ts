import { TICKS_PER_STEP, ticks, type Ticks } from '../core/units.ts'
import { lastOnGrid, nextOnGrid } from '../core/windows.ts'
import { BAR_STEPS, barTicksOf, BEATS_PER_BAR, beatTicksOf, type Meter } from './meter.ts'

/** Where bar one begins, and how bars are counted. */
export interface Grid {
  readonly originTicks: Ticks
  readonly meter: Meter
}

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
  nextOnGrid(atTicks, grid.originTicks, beatTicksOf(grid.meter))

/** The beat at or before a moment. */
export const lastBeat = (grid: Grid, atTicks: number): Ticks =>
  lastOnGrid(atTicks, grid.originTicks, beatTicksOf(grid.meter))

/** The bar line at or before a moment. */
export const barLine = (grid: Grid, atTicks: number): Ticks =>
  lastOnGrid(atTicks, grid.originTicks, barTicksOf(grid.meter))

/** The bar line at or after a moment. */
export const nextBarLine = (grid: Grid, atTicks: number): Ticks =>
  nextOnGrid(atTicks, grid.originTicks, barTicksOf(grid.meter))

/** The step of the bar line at or before a step. */
export const barStepOf = (meter: Meter, step: number): number =>
  Math.floor(step / BAR_STEPS[meter]) * BAR_STEPS[meter]

/** Bars since bar one, from 0; negative before it (in a count-in). */
export const barAt = (grid: Grid, atTicks: number): number =>
  Math.floor((atTicks - grid.originTicks) / barTicksOf(grid.meter))

/** Beats since the bar line, from 0. */
export function beatAt(grid: Grid, atTicks: number): number {
  const beats = Math.floor((atTicks - grid.originTicks) / beatTicksOf(grid.meter))
  const perBar = BEATS_PER_BAR[grid.meter]
  return beats - Math.floor(beats / perBar) * perBar
}
