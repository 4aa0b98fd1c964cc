import type { Event } from '../core/events.ts'
import { unit, type MidiNote } from '../core/units.ts'
import { noteOfKey } from '../input/letterKeys.ts'

/** The letter keys as a device of the fold. */
export const KEYBOARD_DEVICE = 'keys'
/** Letter keys tell no velocity. */
const KEY_VELOCITY = unit(0.75)

export interface Keyboard {
  /** Keys that are down, by `KeyboardEvent.code`. */
  readonly down: ReadonlySet<string>
  dispose(): void
}

export interface KeyboardActions {
  readonly send: (event: Event, atPerformanceMilliseconds: number) => void
  /** A key that is neither note nor temperature; true when it was used. */
  readonly press: (code: string) => boolean
  /** By how many octaves the keys are shifted now, -3..3. */
  readonly octaves: () => number
}

/** Whether typing there means text, or a control takes the key for itself. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

const HEAT_KEYS: Readonly<Record<string, 1 | -1>> = { ArrowUp: 1, ArrowDown: -1 }

/**
 * Plays on the computer's keyboard. By `event.code`; repeats, shortcuts and text fields are left
 * alone; a window that loses the focus releases its keys.
 */
export function openKeyboard(target: Window, actions: KeyboardActions): Keyboard {
  /** The note each key began, so that a change of octave does not strand it. */
  const notes = new Map<string, MidiNote>()
  const down = new Set<string>()
  const from = { device: KEYBOARD_DEVICE, channel: 1 }

  const begin = (code: string, at: number): boolean => {
    const heat = HEAT_KEYS[code]
    if (heat) {
      actions.send({ type: 'nudge', parameter: 'temperature', direction: heat }, at)
      return true
    }
    if (code === 'KeyZ' || code === 'KeyX') {
      const value = actions.octaves() + (code === 'KeyX' ? 1 : -1)
      actions.send({ type: 'setParameter', parameter: 'hands.octave', value }, at)
      return true
    }
    const pitch = noteOfKey(code, actions.octaves())
    if (pitch === null) return actions.press(code)
    notes.set(code, pitch)
    actions.send({ type: 'noteOn', ...from, pitch, velocity: KEY_VELOCITY }, at)
    return true
  }

  const end = (code: string, at: number): void => {
    down.delete(code)
    if (HEAT_KEYS[code]) actions.send({ type: 'nudge', parameter: 'temperature', direction: 0 }, at)
    const pitch = notes.get(code)
    if (pitch === undefined) return
    notes.delete(code)
    actions.send({ type: 'noteOff', ...from, pitch }, at)
  }

  const press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event)) return
    if (event.repeat) {
      if (down.has(event.code)) event.preventDefault()
      return
    }
    if (!begin(event.code, event.timeStamp)) return
    down.add(event.code)
    event.preventDefault()
  }

  const release = (event: KeyboardEvent): void => {
    if (down.has(event.code)) end(event.code, event.timeStamp)
  }

  const releaseAll = (event: FocusEvent): void => {
    for (const code of [...down]) end(code, event.timeStamp)
  }

  target.addEventListener('keydown', press)
  target.addEventListener('keyup', release)
  target.addEventListener('blur', releaseAll)
  return {
    down,
    dispose() {
      target.removeEventListener('keydown', press)
      target.removeEventListener('keyup', release)
      target.removeEventListener('blur', releaseAll)
    },
  }
}
