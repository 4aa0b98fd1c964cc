import type { Ask } from './ask.ts'
import { HOLD } from './melodyModel.ts'
import { isOnset } from './tokens.ts'

/**
 * The stream of tokens a model has heard, with where each stands in the bar. Only the newest are
 * kept (the model's own state remembers the rest); positions in the stream go on counting.
 */
export interface Context {
  readonly id: number
  /** Tokens before the kept ones. */
  readonly dropped: number
  readonly tokens: readonly number[]
  /** Step of each kept token, counted from bar one; they rise, with gaps where a wait was left out. */
  readonly steps: readonly number[]
  /** How many tokens of the whole stream the worker has been given as they stand. */
  readonly given: number
}

const BAR = 16

/** A primer is never longer than eight bars. */
export const PRIMER_STEPS = 128

export const createContext = (id: number): Context => ({
  id,
  dropped: 0,
  tokens: [],
  steps: [],
  given: 0,
})

export const lengthOf = (context: Context): number => context.dropped + context.tokens.length

/** The step after the last token; null for an empty context. */
export function nextStepOf(context: Context): number | null {
  const last = context.steps.at(-1)
  return last === undefined ? null : last + 1
}

/** With the tokens from a step on forgotten. */
export function before(context: Context, step: number): Context {
  const found = context.steps.findIndex((candidate) => candidate >= step)
  if (found < 0) return context
  return {
    ...context,
    tokens: context.tokens.slice(0, found),
    steps: context.steps.slice(0, found),
    given: Math.min(context.given, context.dropped + found),
  }
}

/**
 * With one token more; too old ones are dropped, a bar at a time. A worker that is there has long
 * been given them, and one that comes later is told the newest only.
 */
export function withToken(context: Context, token: number, step: number): Context {
  const { id } = context
  const excess = context.tokens.length < 2 * PRIMER_STEPS ? 0 : BAR
  const tokens = excess === 0 ? context.tokens.slice() : context.tokens.slice(excess)
  const steps = excess === 0 ? context.steps.slice() : context.steps.slice(excess)
  tokens.push(token)
  steps.push(step)
  const dropped = context.dropped + excess
  return { id, dropped, tokens, steps, given: Math.max(context.given, dropped) }
}

/** With the token of a step set: nothing changes, for the worker too, if it stands so already. */
export function withTokenAt(context: Context, token: number, step: number): Context {
  const last = context.tokens.length - 1
  if (context.steps[last] === step && context.tokens[last] === token) return context
  return withToken(before(context, step), token, step)
}

/** The same music for a worker that knows nothing: a new stream of the last primer. */
export const renewed = (context: Context, id: number): Context => ({
  id,
  dropped: 0,
  tokens: context.tokens.slice(-PRIMER_STEPS),
  steps: context.steps.slice(-PRIMER_STEPS),
  given: 0,
})

/** Whether a note of the context goes on after its end. */
export function isRinging({ tokens }: Context): boolean {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]
    if (token !== undefined && token !== HOLD) return isOnset(token)
  }
  return false
}

/** What the worker must still be told, and the context once it has been. */
export function askOf(context: Context, ask: number, reply: boolean): [Context, Ask] {
  const from = context.given - context.dropped
  return [
    { ...context, given: lengthOf(context) },
    {
      ask,
      context: context.id,
      keep: context.given,
      tokens: context.tokens.slice(from),
      counters: context.steps.slice(from),
      reply,
    },
  ]
}

/** The same tokens where bars have moved. */
export const rebased = (context: Context, stepsLater: number): Context => ({
  ...context,
  steps: context.steps.map((step) => step - stepsLater),
})

/**
 * The stream with its music written anew. What stays the same, metric positions included, the
 * worker need not be told again.
 * @param pastSteps where the stream's first tokens, which stay, stand now
 * @param tokens that follow them, from `firstStep` on
 */
export function rewritten(
  context: Context,
  pastSteps: readonly number[],
  tokens: readonly number[],
  firstStep: number,
): Context {
  const isAsHeard = (token: number, index: number): boolean => {
    const step = context.steps[pastSteps.length + index]
    return (
      context.tokens[pastSteps.length + index] === token &&
      step !== undefined &&
      (step - firstStep - index) % BAR === 0
    )
  }
  const found = tokens.findIndex((token, index) => !isAsHeard(token, index))
  const common = found < 0 ? tokens.length : found
  const kept = pastSteps.length + common
  const stepOf = (_: number, index: number): number => firstStep + index
  const start: Context = {
    ...context,
    tokens: context.tokens.slice(0, kept),
    steps: [...pastSteps, ...tokens.slice(0, common).map(stepOf)],
    given: Math.min(context.given, context.dropped + kept),
  }
  return withTokens(start, tokens.slice(common), firstStep + common)
}

/** With more tokens, one after the other, as {@link withToken} has them, and the lists copied once. */
function withTokens(context: Context, tokens: readonly number[], firstStep: number): Context {
  let { length } = context.tokens
  let excess = 0
  for (let left = tokens.length; left > 0; left--) {
    if (length >= 2 * PRIMER_STEPS) {
      excess += BAR
      length -= BAR
    }
    length++
  }
  const all = [...context.tokens, ...tokens]
  const steps = [...context.steps, ...tokens.map((_, index) => firstStep + index)]
  const dropped = context.dropped + excess
  return {
    id: context.id,
    dropped,
    tokens: excess === 0 ? all : all.slice(excess),
    steps: excess === 0 ? steps : steps.slice(excess),
    given: Math.max(context.given, dropped),
  }
}
