import { MODES, type Event } from '../core/events.ts'
import type { Performance } from '../performance/state.ts'

export interface KeyActions {
  readonly send: (event: Event) => void
  readonly state: () => Performance
}

/** What the keys do that play no note, by `KeyboardEvent.code`. */
export function pageKeys({ send, state }: KeyActions): (code: string) => boolean {
  const panic = (): void => send({ type: 'panic' })
  const nextMode = (): void => {
    const at = MODES.indexOf(state().continuation.mode)
    send({ type: 'mode', mode: MODES[(at + 1) % MODES.length] ?? 'answer' })
  }
  const keys: Readonly<Record<string, () => void>> = {
    Escape: panic,
    Period: panic,
    KeyR: () => send({ type: 'errand', errand: 'replay' }),
    KeyM: nextMode,
    KeyQ: () => send({ type: 'tap' }),
    KeyC: () => send({ type: 'continue', steps: 32 }),
    KeyN: () => send({ type: 'veto' }),
  }
  return (code) => {
    const action = keys[code]
    action?.()
    return action !== undefined
  }
}
