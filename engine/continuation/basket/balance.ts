import type { Unit } from '../../core/units.ts'
import { unit } from '../../core/units.ts'
import type { LineNote } from './line.ts'

/** How far two sides outweigh each other, 0 for equal ones to 1 where one side is empty. */
const leaning = (one: number, other: number): number => {
  const heavier = Math.max(one, other)
  return heavier === 0 ? 0 : (heavier - Math.min(one, other)) / heavier
}

/**
 * Balance of a melody as the picture that its piano roll is: 1 where the notes weigh as much before
 * its middle as after it, and as much above the middle of its compass as below; 0 where all lies on
 * one side of both, and for silence. A note weighs its duration times its distance from the axis.
 * The measure BM of D. C. L. Ngo, L. S. Teo and J. G. Byrne, "Modelling interface aesthetics",
 * Information Sciences 152 (2003), 25–46: 1 − (|BM vertical| + |BM horizontal|) / 2.
 * @param steps sixteenths of the whole melody, rests at its end among them
 */
export function balance(notes: readonly LineNote[], steps: number): Unit {
  if (notes.length === 0) return unit(0)
  const pitches = notes.map(({ pitch }) => pitch)
  const middlePitch = (Math.min(...pitches) + Math.max(...pitches)) / 2
  let before = 0
  let after = 0
  let below = 0
  let above = 0
  for (const { pitch, onsetStep, heldSteps } of notes) {
    const height = pitch - middlePitch
    if (height > 0) above += heldSteps * height
    else below -= heldSteps * height
    for (let step = onsetStep; step < onsetStep + heldSteps; step++) {
      const distance = step + 0.5 - steps / 2
      if (distance > 0) after += distance
      else before -= distance
    }
  }
  return unit(1 - (leaning(before, after) + leaning(below, above)) / 2)
}
