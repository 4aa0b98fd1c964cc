import { ERRANDS, MODES, OUTPUTS, type Event, type TimeableEvent } from './events.ts'

/**
 * Checks what claims to be an event (from a log, a socket, a script) before it may enter the fold: in
 * full, and refused whole.
 */

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string' && value.length <= 256
const isFlag: Check = (value) => typeof value === 'boolean'
const isFinite: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const within =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max
const whole =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && within(min, max)(value)
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value)
const listOf =
  (check: Check, longest: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= longest && value.every(check)
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((key) => Object.hasOwn(fields, key)) &&
    Object.entries(fields).every(([key, check]) => check((value as Record<string, unknown>)[key]))

const isUnit = within(0, 1)
const isPitch = whole(0, 127)
const LONGEST_FUTURE = 4096
const LARGEST = Number.MAX_SAFE_INTEGER
const isFuture = record({
  line: listOf(whole(0, 129), LONGEST_FUTURE),
  probabilities: listOf(isUnit, LONGEST_FUTURE),
  surpriseBits: listOf(within(0, Infinity), LONGEST_FUTURE),
  temperature: within(0, 100),
  rhythmTemperature: within(0, 100),
  seed: whole(0, LARGEST),
  stream: isText,
  firstDraw: whole(0, LARGEST),
  model: isText,
})
const from = { device: isText, channel: whole(1, 16) }

/** Every one that may be timed, so that the compiler counts them. */
const TIMEABLE: Readonly<Record<TimeableEvent['type'], true>> = {
  noteOn: true,
  noteOff: true,
  control: true,
  pitchBend: true,
  pressure: true,
  setParameter: true,
  sweep: true,
  mode: true,
  progression: true,
  continue: true,
  panic: true,
}

export const isTimeable = (event: Event): event is TimeableEvent =>
  Object.hasOwn(TIMEABLE, event.type)

const CHECKS: Readonly<Record<Event['type'], Readonly<Record<string, Check>>>> = {
  noteOn: { ...from, pitch: isPitch, velocity: isUnit },
  noteOff: { ...from, pitch: isPitch },
  control: { ...from, controller: whole(0, 65535), value: isUnit },
  pitchBend: { ...from, value: within(-1, 1) },
  pressure: { ...from, value: isUnit },
  device: { device: isText, connected: isFlag },
  setParameter: { parameter: isText, value: isFinite },
  learn: { parameter: (value) => value === null || isText(value) },
  forget: { parameter: isText },
  route: { ...from, controller: whole(0, 65535), parameter: isText },
  sweep: { parameter: isText, from: isFinite, to: isFinite, durationTicks: whole(0, LARGEST) },
  nudge: { parameter: isText, direction: oneOf(-1, 0, 1) },
  tap: {},
  countIn: {},
  externalBeat: { tempo: within(1, 1000), quarters: isFinite, isRunning: isFlag },
  mode: { mode: oneOf(...MODES), when: oneOf(undefined, 'now', 'bar') },
  progression: { chords: listOf(listOf(whole(0, 11), 12), 128) },
  veto: {},
  lookAhead: {
    ask: whole(0, LARGEST),
    tokens: listOf(whole(0, 4095), 256),
    probabilities: listOf(isUnit, 256),
  },
  continue: { steps: whole(1, 65536) },
  take: { future: isFuture },
  audition: { future: (value) => value === null || isFuture(value) },
  errand: { errand: oneOf(...ERRANDS) },
  panic: {},
  timed: { dueSeconds: within(0, LARGEST), event: (value) => isEvent(value) && isTimeable(value) },
  voiceOutput: {
    voice: oneOf('performer', 'model'),
    output: oneOf(undefined, ...OUTPUTS),
    port: isText,
    channel: (value) => value === undefined || whole(1, 16)(value),
  },
  model: {},
  modelReply: { ask: whole(0, LARGEST), logits: listOf(isFinite, 4096) },
  modelLost: { ask: whole(0, LARGEST) },
  keyReply: {
    ask: whole(0, LARGEST),
    losses: (value) => listOf(isFinite, 12)(value) && (value as readonly unknown[]).length === 12,
  },
  keyLost: { ask: whole(0, LARGEST) },
  scene: {
    name: isText,
    controls: listOf(record({ name: isText, label: isText, initial: isUnit }), 64),
  },
  petals: { hash: isText, flowers: listOf(isText, 64) },
}

const MODEL_CHECKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  ready: { status: isText, name: isText, hash: isText, minPitch: isPitch, maxPitch: isPitch },
  absent: { status: isText, reason: isText },
  failed: { status: isText, reason: isText },
}

const modelChecks = (status: unknown) =>
  typeof status === 'string' && Object.hasOwn(MODEL_CHECKS, status)
    ? MODEL_CHECKS[status]
    : undefined

/** As JSON, cut short; `otherwise` for what JSON cannot say. */
const shown = (value: unknown, otherwise: string): string =>
  (JSON.stringify(value) as string | undefined)?.slice(0, 40) ?? otherwise

const isKnown = (type: unknown): type is Event['type'] =>
  typeof type === 'string' && Object.hasOwn(CHECKS, type)

/** What is wrong with a value that claims to be an event; null when it is one. */
export function complaintAbout(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'it is not an object'
  const fields = value as Readonly<Record<string, unknown>>
  const type = fields['type']
  if (!isKnown(type)) return `its type ${shown(type, 'is missing and')} is not known`
  const status = fields['status']
  const checks = type === 'model' ? modelChecks(status) : CHECKS[type]
  if (!checks) return `a model cannot be ${shown(status, 'without status')}`
  for (const [name, check] of Object.entries(checks)) {
    if (!check(fields[name])) {
      return `its ${name} is ${shown(fields[name], 'missing')}`
    }
  }
  const stray = Object.keys(fields).find((name) => name !== 'type' && !Object.hasOwn(checks, name))
  if (stray !== undefined) return `a ${type} has no '${stray}'`
  const { minPitch, maxPitch } = fields
  return type === 'model' && Number(minPitch) > Number(maxPitch)
    ? `its range ends below where it begins (${Number(minPitch)} to ${Number(maxPitch)})`
    : null
}

export const isEvent = (value: unknown): value is Event => complaintAbout(value) === null
