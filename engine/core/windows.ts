import { ticks, type Ticks } from './units.ts'

/**
 * The first point of a regular grid at or after a tick.
 * @param origin any point of the grid; may lie after `from`
 */
export const nextOnGrid = (from: number, origin: number, period: number): Ticks =>
  ticks(origin + Math.ceil((from - origin) / period) * period)

/** The last point of a regular grid at or before a tick. */
export const lastOnGrid = (at: number, origin: number, period: number): Ticks =>
  ticks(origin + Math.floor((at - origin) / period) * period)

/** Whether a tick is a point of the grid. */
export const isOnGrid = (at: number, origin: number, period: number): boolean =>
  (at - origin) % period === 0
