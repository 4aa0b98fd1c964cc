import { ticks, type Ticks } from '../core/units.ts'

/**
 * A parameter's value over musical time: constant, or a straight line that holds its ends. The
 * temperature that each sixteenth is sampled with is read from one of these.
 */
export type Curve =
  | { readonly shape: 'constant'; readonly value: number }
  | {
      readonly shape: 'line'
      readonly from: number
      readonly to: number
      readonly startTicks: Ticks
      readonly endTicks: Ticks
    }

export const constant = (value: number): Curve => ({ shape: 'constant', value })

/** @param durationTicks 0 or less jumps to the end. */
export const line = (from: number, to: number, startTicks: Ticks, durationTicks: number): Curve =>
  durationTicks > 0
    ? { shape: 'line', from, to, startTicks, endTicks: ticks(startTicks + durationTicks) }
    : constant(to)

export function valueAt(curve: Curve, at: number): number {
  if (curve.shape === 'constant') return curve.value
  if (at <= curve.startTicks) return curve.from
  if (at >= curve.endTicks) return curve.to
  const share = (at - curve.startTicks) / (curve.endTicks - curve.startTicks)
  return curve.from + (curve.to - curve.from) * share
}

/** Whether it still moves at a tick. */
export const isMoving = (curve: Curve, at: number): boolean =>
  curve.shape === 'line' && at < curve.endTicks
