import { METER_CHOICES } from '../clock/meter.ts'
import { KEY_CHOICES } from '../expression/key.ts'
import { SCALES, TONICS } from './scales.ts'

/**
 * Every control of the instrument as a declaration. Panels, learnt knobs and (with the bridge) OSC
 * addresses follow from these; nothing else says what a value may be.
 */
export interface Parameter {
  /** Dotted path, unique; the stem of its OSC address. */
  readonly id: string
  readonly label: string
  /** What it does, in a few words; '' where the label says it. */
  readonly hint: string
  /** Shown after the value; '' for a pure number. */
  readonly unit: string
  readonly kind: 'continuous' | 'toggle' | 'choice' | 'trigger'
  readonly min: number
  readonly max: number
  readonly initial: number
  /** Decimals shown. */
  readonly decimals: number
  /** The names of a choice's values, from `min` on; empty for other kinds. */
  readonly choices: readonly string[]
}

const continuous = (
  id: string,
  label: string,
  unit: string,
  [min, max]: readonly [number, number],
  initial: number,
  decimals: number,
): Parameter => ({
  id,
  label,
  hint: '',
  unit,
  kind: 'continuous',
  min,
  max,
  initial,
  decimals,
  choices: [],
})

const toggle = (id: string, label: string, initial: boolean): Parameter => ({
  id,
  label,
  hint: '',
  unit: '',
  kind: 'toggle',
  min: 0,
  max: 1,
  initial: initial ? 1 : 0,
  decimals: 0,
  choices: [],
})

const choice = (id: string, label: string, choices: readonly string[]): Parameter => ({
  id,
  label,
  hint: '',
  unit: '',
  kind: 'choice',
  min: 0,
  max: choices.length - 1,
  initial: 0,
  decimals: 0,
  choices,
})

/** Has no value: setting it to a half or more, or pressing a pad learnt for it, makes it happen. */
const trigger = (id: string, label: string): Parameter => ({
  ...toggle(id, label, false),
  kind: 'trigger',
})

/** What a pad, a pedal or an OSC address makes the partner do. */
const PARTNER: readonly Parameter[] = [
  trigger('partner.answer', 'Answer'),
  trigger('partner.together', 'Together'),
  trigger('partner.listen', 'Listen'),
  trigger('partner.solo', 'Solo'),
  trigger('partner.punchIn', 'Punch in'),
  trigger('partner.trade', 'Trade fours'),
  trigger('partner.shadow', 'Shadow'),
  trigger('partner.veto', 'Veto: draw anew'),
  toggle('partner.atBar', 'Roles change at the bar', false),
]

/** How the partner draws its notes. */
const DICE: readonly Parameter[] = [
  toggle('dice.linked', 'Rhythm too', false),
  continuous('dice.topP', 'Top-p', '', [0.05, 1], 1, 2),
  choice(
    'dice.scale',
    'Scale lock',
    SCALES.map(({ name }) => name),
  ),
  choice('dice.tonic', 'Scale on', TONICS),
  continuous('dice.lowest', 'Lowest note', 'MIDI', [21, 108], 21, 0),
  continuous('dice.highest', 'Highest note', 'MIDI', [21, 108], 108, 0),
  continuous('dice.density', 'Density', '', [-1, 1], 0, 2),
  continuous('dice.repetition', 'Avoid repeats', '', [0, 1], 0, 2),
  toggle('dice.floor', 'Never silent', true),
  continuous('dice.harmony', 'Held chord weighs', '', [0, 1], 0.5, 2),
]

/** dB at which a fader is silent. */
export const SILENT_DECIBELS = -60

export const PARAMETERS: readonly Parameter[] = [
  continuous('temperature', 'Temperature', '', [0, 2], 1, 2),
  continuous('tempo', 'Tempo', 'bpm', [30, 300], 100, 0),
  continuous('performer.level', 'Your level', 'dB', [SILENT_DECIBELS, 6], 0, 1),
  toggle('performer.mute', 'Mute you', false),
  continuous('model.level', 'Partner level', 'dB', [SILENT_DECIBELS, 6], 0, 1),
  toggle('model.mute', 'Mute partner', false),
  toggle('click', 'Click', false),
  continuous('click.level', 'Click level', 'dB', [SILENT_DECIBELS, 6], -9, 1),
  toggle('downbeat', 'Follow my time', true),
  choice('key', 'Key', KEY_CHOICES),
  choice('meter', 'Bars', METER_CHOICES),
  continuous('hands.split', 'Melody from note (0: all)', 'MIDI', [0, 127], 0, 0),
  toggle('hands.learnSplit', 'Next key is the split', false),
  toggle('clock.follow', 'Follow outer clock', false),
  continuous('basket.balance', 'Balance', '', [-1, 1], 1, 2),
  continuous('basket.complexity', 'Complexity', '', [-1, 1], 0, 2),
  continuous('basket.noveltyToPrimer', 'New to the phrase', '', [-1, 1], 0, 2),
  continuous('basket.noveltyToCorpus', 'New to the corpus', '', [-1, 1], 0.5, 2),
  continuous('basket.surprise', 'Surprise', '', [-1, 1], -0.5, 2),
  continuous('context.1', 'Context', '', [-1, 2], 0, 2),
  continuous('context.2', 'Context 2', '', [-1, 2], 0, 2),
  continuous('curves.shift', 'Shift', '', [-1, 1], 0, 2),
  continuous('curves.scale', 'Scale', '', [0, 3], 1, 2),
  continuous('curves.normal', 'Push', '', [-1, 1], 0, 2),
  ...PARTNER,
  ...DICE,
]

/** A scene's control, as the parameter it becomes: its name is the label, what it says of itself the hint. */
export const sceneParameter = (name: string, hint: string, initial: number): Parameter => {
  const label = name.charAt(0).toUpperCase() + name.slice(1)
  return { ...continuous(`scene.${name}`, label, '', [0, 1], initial, 2), hint }
}

/** Into the parameter's range; a toggle to 0 or 1, a choice whole; null for what is not a number. */
export function admit(parameter: Parameter, value: number): number | null {
  if (value !== value) return null
  const inside =
    value < parameter.min ? parameter.min : value > parameter.max ? parameter.max : value
  if (parameter.kind === 'toggle') return inside >= 0.5 ? 1 : 0
  return parameter.kind === 'choice' ? Math.floor(inside + 0.5) : inside
}

/** 0..1 of the parameter's range. */
export const shareOf = (parameter: Parameter, value: number): number =>
  (value - parameter.min) / (parameter.max - parameter.min)

export const valueOfShare = (parameter: Parameter, share: number): number =>
  parameter.min + share * (parameter.max - parameter.min)
