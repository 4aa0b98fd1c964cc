import { METER_CHOICES } from '../clock/meter.ts'
import { OUTPUTS, type Channel, type Output, type Voice } from '../core/events.ts'
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
  readonly kind: 'continuous' | 'whole' | 'toggle' | 'choice' | 'trigger'
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

/** Whole numbers only. */
const whole = (
  id: string,
  label: string,
  unit: string,
  range: readonly [number, number],
  initial: number,
): Parameter => ({ ...continuous(id, label, unit, range, initial, 0), kind: 'whole' })

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
  trigger('partner.continue', 'Continue'),
  whole('partner.steps', 'Sixteenths to continue', '', [1, 128], 32),
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

/** The temperature's way from A to B, which begins at a press; the stage's preset has its own ends. */
const SWEEP: readonly Parameter[] = [
  trigger('sweep.start', 'Sweep'),
  trigger('sweep.stage', 'Stage sweep'),
  continuous('sweep.from', 'Sweep from', '', [0, 2], 0.875, 3),
  continuous('sweep.to', 'Sweep to', '', [0, 2], 1.15, 3),
  whole('sweep.bars', 'Sweep over bars', '', [1, 32], 4),
]

/** dB at which a fader is silent. */
export const SILENT_DECIBELS = -60

const OUTPUT_NAMES: Readonly<Record<Output, string>> = {
  internal: 'Inside',
  midi: 'MIDI',
  both: 'Both',
}

/** Where a voice sounds. Its port is a name, which no knob can say: an event of its own sets it. */
const outputOf = (voice: Voice, whose: string, channel: Channel): readonly Parameter[] => [
  choice(
    `${voice}.output`,
    `${whose} output`,
    OUTPUTS.map((output) => OUTPUT_NAMES[output]),
  ),
  whole(`${voice}.channel`, `${whose} MIDI channel`, '', [1, 16], channel),
]

export const PARAMETERS: readonly Parameter[] = [
  continuous('temperature', 'Temperature', '', [0, 2], 1, 2),
  continuous('tempo', 'Tempo', 'bpm', [30, 300], 100, 0),
  continuous('performer.level', 'Your level', 'dB', [SILENT_DECIBELS, 6], 0, 1),
  toggle('performer.mute', 'Mute you', false),
  ...outputOf('performer', 'Your', 1),
  continuous('model.level', 'Partner level', 'dB', [SILENT_DECIBELS, 6], 0, 1),
  toggle('model.mute', 'Mute partner', false),
  ...outputOf('model', 'Partner', 2),
  trigger('tap', 'Tap'),
  trigger('count-in', 'Count in'),
  trigger('panic', 'Panic'),
  trigger('replay', 'Replay the last minute'),
  trigger('saveLog', 'Save the log'),
  toggle('click', 'Click', false),
  continuous('click.level', 'Click level', 'dB', [SILENT_DECIBELS, 6], -9, 1),
  toggle('downbeat', 'Follow my time', true),
  choice('key', 'Key', KEY_CHOICES),
  choice('meter', 'Bars', METER_CHOICES),
  continuous('hands.split', 'Melody from note (0: all)', 'MIDI', [0, 127], 0, 0),
  toggle('hands.learnSplit', 'Next key is the split', false),
  whole('hands.octave', 'Letter keys', 'octaves', [-3, 3], 0),
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
  ...SWEEP,
  ...PARTNER,
  ...DICE,
]

/** A scene's control, as the parameter it becomes: its name is the label, what it says of itself the hint. */
export const sceneParameter = (name: string, hint: string, initial: number): Parameter => {
  const label = name.charAt(0).toUpperCase() + name.slice(1)
  return { ...continuous(`scene.${name}`, label, '', [0, 1], initial, 2), hint }
}

const isCounted = ({ kind }: Parameter): boolean => kind === 'choice' || kind === 'whole'

/** Into the parameter's range; a toggle to 0 or 1, a choice or a whole number whole; null for what is not a number. */
export function admit(parameter: Parameter, value: number): number | null {
  if (value !== value) return null
  const inside =
    value < parameter.min ? parameter.min : value > parameter.max ? parameter.max : value
  if (parameter.kind === 'toggle') return inside >= 0.5 ? 1 : 0
  // A zero has no sign: JSON would not keep it, and a snapshot would differ from its show.
  return isCounted(parameter) ? Math.floor(inside + 0.5) : inside + 0
}

/** 0..1 of the parameter's range. */
export const shareOf = (parameter: Parameter, value: number): number =>
  (value - parameter.min) / (parameter.max - parameter.min)

export const valueOfShare = (parameter: Parameter, share: number): number =>
  parameter.min + share * (parameter.max - parameter.min)
