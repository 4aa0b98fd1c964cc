import type { Meter } from '../clock/meter.ts'
import { beginCourse } from './course.ts'
import { lengthOf, PRIMER_STEPS, renewed, type Context } from './context.ts'
import type { Continuation, Plan, Turn } from './continuation.ts'
import { ask } from './generate.ts'
import { freeGuide, type Guide } from './guide.ts'
import type { Manner } from './manner.ts'
import { isOnset } from './tokens.ts'

/** What leads a plan and how it is played. */
export interface Leading {
  readonly guide: Guide | null
  readonly manner: Manner | null
}

export const UNLED: Leading = { guide: null, manner: null }

/** Onsets of the context that the repetition penalty looks at. */
const onsetsOf = ({ tokens }: Context): readonly number[] => tokens.slice(-32).filter(isOnset)

/** A plan is made, and what comes first asked for: the network goes on from one primer, no more. */
export function planned(
  state: Continuation,
  plan: Plan,
  heard: Context,
  { guide, manner }: Leading,
): Turn {
  const context = lengthOf(heard) > PRIMER_STEPS ? renewed(heard, heard.id + 1) : heard
  return ask(
    { ...state, plan, context, course: beginCourse(onsetsOf(context)), guide, manner },
    true,
  )
}

/** A guide that goes nowhere in particular, in the register of what was heard. */
export function guideOfState({ phrase, shift, range }: Continuation, meter: Meter): Guide {
  const middle = (range.minPitch + range.maxPitch) / 2
  return freeGuide(
    phrase ? phrase.lowest + shift : middle - 7,
    phrase ? phrase.highest + shift : middle + 7,
    meter,
  )
}
