import type { Status } from '../core/status.ts'
/**
 * How a scene goes live, as a pure state machine: a candidate is loaded, compiled and drawn once
 * where nobody sees it; only then does it replace the scene that is on. Whatever fails on the way
 * leaves the picture as it was.
 */

/** What went wrong with a scene, in one line for the strip. */
export interface SceneTrouble {
  readonly scene: string
  readonly why: string
  readonly remedy: string
}

export type Stage = 'loading' | 'compiling' | 'proving' | 'live'

/** A scene as it was read at one time: saved again, it is another version. */
export interface Version {
  readonly name: string
  /** The attempt that read it. */
  readonly readBy: number
}

export interface HostState {
  readonly fallback: string
  readonly supervised: Status
  readonly live: Version | null
  /** What was on before, to go back to when the live one fails. */
  readonly previous: Version | null
  readonly candidate: (Version & { readonly attempt: number }) | null
  /** Counts attempts, so that news of one given up is ignored. */
  readonly attempts: number
  readonly trouble: SceneTrouble | null
}

export type HostEvent =
  | { readonly type: 'asked'; readonly name: string }
  | { readonly type: 'proven'; readonly attempt: number }
  /** What was read is what is on already. */
  | { readonly type: 'unchanged'; readonly attempt: number }
  | {
      readonly type: 'candidateFailed'
      readonly attempt: number
      readonly stage: Stage
      readonly why: string
    }
  | { readonly type: 'liveFailed'; readonly why: string }
  /** Saved anew, and nothing wrong at first sight. */
  | { readonly type: 'readable'; readonly scene: string }
  | { readonly type: 'unreadable'; readonly scene: string; readonly why: string }

export type HostCommand =
  /** Read (or take as read by an earlier attempt), compile and prove a scene, then say so. */
  | {
      readonly type: 'try'
      readonly name: string
      readonly attempt: number
      readonly readBy: number
    }
  /** Put the proven candidate on and free what was on. */
  | { readonly type: 'show'; readonly attempt: number }
  /** Take the live scene off; what was drawn last stays. */
  | { readonly type: 'hide' }

/** @param fallback the scene to try when there is nothing else to go back to */
export const initialHost = (fallback: string): HostState => ({
  fallback,
  supervised: { state: 'starting' },
  live: null,
  previous: null,
  candidate: null,
  attempts: 0,
  trouble: null,
})

const REMEDIES: Readonly<Record<Stage, string>> = {
  loading: 'Correct the file and save it again.',
  compiling: 'Correct its materials and save it again.',
  proving: 'Correct its update and save it again.',
  live: 'Correct its update and save it again.',
}

type Step = readonly [HostState, readonly HostCommand[]]

/** @param readBy null reads the file again */
const tryScene = (state: HostState, name: string, readBy: number | null): Step => {
  const attempt = state.attempts + 1
  const candidate = { name, attempt, readBy: readBy ?? attempt }
  return [{ ...state, attempts: attempt, candidate }, [{ type: 'try', ...candidate }]]
}

export function stepHost(state: HostState, event: HostEvent): Step {
  switch (event.type) {
    case 'asked':
      return tryScene(state, event.name, null)
    case 'proven': {
      const { candidate, live } = state
      if (candidate?.attempt !== event.attempt) return [state, []]
      const shown = { name: candidate.name, readBy: candidate.readBy }
      const previous = live?.readBy === shown.readBy ? state.previous : (live ?? state.previous)
      // Going back to what works must not hide why: only a newly read version clears its trouble.
      const cured = state.trouble?.scene === shown.name && candidate.readBy === candidate.attempt
      const trouble = cured ? null : state.trouble
      const supervised = { state: 'running', detail: '' } as const
      return [
        { ...state, supervised, live: shown, previous, candidate: null, trouble },
        [{ type: 'show', attempt: event.attempt }],
      ]
    }
    case 'unchanged': {
      if (state.candidate?.attempt !== event.attempt) return [state, []]
      const trouble = state.trouble?.scene === state.candidate.name ? null : state.trouble
      return [{ ...state, candidate: null, trouble }, []]
    }
    case 'candidateFailed': {
      if (state.candidate?.attempt !== event.attempt) return [state, []]
      const trouble = troubleOf(state.candidate.name, event.stage, event.why)
      const next = { ...state, candidate: null, trouble }
      return state.live === null ? goBack(next, trouble, state.candidate) : [next, []]
    }
    case 'liveFailed': {
      if (state.live === null) return [state, []]
      const trouble = troubleOf(state.live.name, 'live', event.why)
      const next = { ...state, live: null, trouble }
      const [after, commands] = goBack(next, trouble, state.live)
      return [after, [{ type: 'hide' }, ...commands]]
    }
    case 'readable':
      return [state.trouble?.scene === event.scene ? { ...state, trouble: null } : state, []]
    case 'unreadable':
      return [{ ...state, trouble: troubleOf(event.scene, 'loading', event.why) }, []]
  }
}

/** Nothing is on: tries what was on before, then the fallback, unless that is what failed. */
function goBack(state: HostState, trouble: SceneTrouble, failed: Version): Step {
  const { previous } = state
  const next = { ...state, previous: null }
  if (previous !== null && previous.readBy !== failed.readBy) {
    return tryScene(next, previous.name, previous.readBy)
  }
  if (failed.name !== state.fallback) return tryScene(next, state.fallback, null)
  const supervised = { state: 'failed', why: trouble.why, remedy: trouble.remedy } as const
  return [{ ...next, supervised }, []]
}

const troubleOf = (scene: string, stage: Stage, why: string): SceneTrouble => ({
  scene,
  why: `The scene ${scene} failed while ${stage}: ${why}`,
  remedy: REMEDIES[stage],
})
