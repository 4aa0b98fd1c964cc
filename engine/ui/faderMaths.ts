import { admit, SILENT_DECIBELS, type Parameter } from '../modulation/parameters.ts'
import type { Control } from '../performance/view.ts'

/** The finest step: one of the last decimal shown. */
const finest = ({ decimals }: Parameter): number => 1 / 10 ** decimals

/** The greatest of 1, 2, 5 times a power of ten that is not above a number. */
function roundStep(below: number): number {
  const power = 10 ** Math.floor(Math.log10(below))
  const lead = below / power
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}

/** How far an arrow key or a notch of the wheel moves a parameter: about a fortieth of its range. */
export const stepOf = (parameter: Parameter, isFine: boolean): number =>
  isFine
    ? finest(parameter)
    : Math.max(finest(parameter), roundStep((parameter.max - parameter.min) / 40))

/** The value as it is shown and sent: inside the range, with the decimals declared. */
export function tidy(parameter: Parameter, value: number): number {
  const admitted = admit(parameter, value) ?? parameter.initial
  return Number(admitted.toFixed(parameter.decimals))
}

/** Value without its unit; a level at its lowest is silence, a choice has a name. */
export function valueWords({ unit, min, decimals, choices }: Parameter, value: number): string {
  const chosen = choices[value - min]
  if (chosen !== undefined) return chosen
  if (unit === 'dB' && value <= SILENT_DECIBELS && min <= SILENT_DECIBELS) return '−∞'
  const text = Math.abs(value).toFixed(decimals)
  const isNegative = value < 0 && Number(text) !== 0
  return isNegative ? `−${text}` : text
}

const MOVER_WORDS: Readonly<Record<Control['movedBy'], string>> = {
  hand: '',
  curve: ', moved by a curve',
  knob: ', moved by a MIDI knob',
}

/** All that a fader shows, for who cannot see it. */
export function spokenValue({ parameter, movedBy, ghost }: Control, value: number): string {
  const knob =
    ghost === null
      ? ''
      : `, a knob waits at ${valueWords(parameter, parameter.min + ghost * (parameter.max - parameter.min))}`
  const unit = parameter.unit === '' ? '' : ` ${parameter.unit}`
  return `${valueWords(parameter, value)}${unit}${MOVER_WORDS[movedBy]}${knob}`
}

/** Whether two snapshots of a control look the same. */
export const looksSame = (a: Control | null, b: Control | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.parameter.id === b.parameter.id &&
    a.parameter.label === b.parameter.label &&
    a.value === b.value &&
    a.movedBy === b.movedBy &&
    a.isLearning === b.isLearning &&
    a.ghost === b.ghost &&
    a.learnt.join() === b.learnt.join())
