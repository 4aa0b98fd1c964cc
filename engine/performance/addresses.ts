import { MODES, type Event, type Voice } from '../core/events.ts'
import { bipolar, midiNote, ticks, TICKS_PER_QUARTER, unit } from '../core/units.ts'
import { classesOfProgression } from '../continuation/chordSymbols.ts'
import type { Parameter } from '../modulation/parameters.ts'
import type {
  Argument,
  ChoiceArgument,
  Endpoint,
  EndpointKind,
  NumberArgument,
  Values,
} from './endpoint.ts'

/**
 * The instrument's OSC addresses, all derived from its declarations: what is declared has an address,
 * a line in `/anthesis/list` and a control on the remote page, and nothing else has.
 */

export const ROOT = '/anthesis/'
/** The device that OSC plays as. */
export const OSC_DEVICE = 'osc'

/** The address of a parameter: 'context.1' is /anthesis/context/1. */
export const addressOf = (parameter: string): string => ROOT + parameter.replaceAll('.', '/')

const number = (
  name: string,
  min: number,
  max: number,
  more: Partial<NumberArgument> = {},
): NumberArgument => ({
  ...{ name, kind: 'number', min, max, isWhole: false, isClamped: false, otherwise: null },
  ...more,
})

const choice = (name: string, choices: readonly string[]): ChoiceArgument => ({
  name,
  kind: 'choice',
  choices,
})

const WHOLE = { isWhole: true }
const CLAMPED = { isClamped: true }

const from = { device: OSC_DEVICE, channel: 1 } as const

/** Values come checked: what is declared a number is one. */
const at = (values: Values, place: number): number => Number(values[place])
const textAt = (values: Values, place: number): string => String(values[place])

const NOTES: readonly Endpoint[] = [
  {
    address: `${ROOT}note/on`,
    label: 'Note on',
    kind: 'note',
    unit: '',
    // As in MIDI, velocity 0 lets go.
    arguments: [number('pitch', 0, 127, WHOLE), number('velocity', 0, 127)],
    eventOf: (values) => {
      const pitch = midiNote(at(values, 0))
      const velocity = at(values, 1)
      return velocity === 0
        ? { type: 'noteOff', ...from, pitch }
        : { type: 'noteOn', ...from, pitch, velocity: unit(velocity / 127) }
    },
  },
  {
    address: `${ROOT}note/off`,
    label: 'Note off',
    kind: 'note',
    unit: '',
    arguments: [number('pitch', 0, 127, WHOLE), number('velocity', 0, 127, { otherwise: 0 })],
    eventOf: (values) => ({ type: 'noteOff', ...from, pitch: midiNote(at(values, 0)) }),
  },
  {
    address: `${ROOT}bend`,
    label: 'Pitch bend',
    kind: 'continuous',
    unit: '',
    arguments: [number('bend', -1, 1, CLAMPED)],
    eventOf: (values) => ({ type: 'pitchBend', ...from, value: bipolar(at(values, 0)) }),
  },
  {
    address: `${ROOT}pressure`,
    label: 'Pressure',
    kind: 'continuous',
    unit: '',
    arguments: [number('pressure', 0, 1, CLAMPED)],
    eventOf: (values) => ({ type: 'pressure', ...from, value: unit(at(values, 0)) }),
  },
  {
    address: `${ROOT}pedal`,
    label: 'Sustain pedal',
    kind: 'toggle',
    unit: '',
    arguments: [number('pedal', 0, 1, CLAMPED)],
    eventOf: (values) => ({ type: 'control', ...from, controller: 64, value: unit(at(values, 0)) }),
  },
]

/** What the page offers to be done: its scenes, its basket of futures, the voices' ports. */
export interface PageActions {
  readonly scenes: readonly string[]
  readonly showScene: (name: string) => void
  /** @param count futures of so many sixteenths */
  readonly drawFutures: (count: number, steps: number) => void
  /** @param place by the weights as they stand, the best being 1; 0 ends what is heard */
  readonly hearFuture: (place: number) => void
  readonly takeFuture: (place: number) => void
  /** @param port name of a MIDI output; '' for none */
  readonly choosePort: (voice: Voice, port: string) => void
}

const MOST_FUTURES = 64
const FUTURE_STEPS = 32
const LONGEST_FUTURE = 256

const PORTS: readonly (readonly [Voice, string])[] = [
  ['performer', 'Your MIDI port'],
  ['model', 'Partner MIDI port'],
]

/** The addresses of what the page does that is no event of the fold. */
export function endpointsOfPage(page: PageActions): readonly Endpoint[] {
  const action = (
    name: string,
    label: string,
    kind: EndpointKind,
    takes: readonly Argument[],
    act: (values: Values) => void,
  ): Endpoint => ({
    ...{ address: ROOT + name, label, kind, unit: '', arguments: takes },
    eventOf: () => null,
    act,
  })
  const place = (least: number): NumberArgument =>
    number('place', least, MOST_FUTURES, { ...WHOLE, otherwise: 1 })
  return [
    action('scene', 'Scene', 'choice', [choice('scene', page.scenes)], (values) =>
      page.showScene(textAt(values, 0)),
    ),
    action(
      'basket/draw',
      'Draw futures',
      'command',
      [
        number('futures', 1, MOST_FUTURES, { ...WHOLE, otherwise: MOST_FUTURES }),
        number('steps', 1, LONGEST_FUTURE, { ...WHOLE, otherwise: FUTURE_STEPS }),
      ],
      (values) => page.drawFutures(at(values, 0), at(values, 1)),
    ),
    action('basket/hear', 'Hear a future', 'command', [place(0)], (values) =>
      page.hearFuture(at(values, 0)),
    ),
    action('basket/take', 'Take a future', 'command', [place(1)], (values) =>
      page.takeFuture(at(values, 0)),
    ),
    ...PORTS.map(([voice, label]) =>
      action(`${voice}/port`, label, 'command', [{ name: 'port', kind: 'text' }], (values) =>
        page.choosePort(voice, textAt(values, 0)),
      ),
    ),
  ]
}

const MODE: Endpoint = {
  address: `${ROOT}mode`,
  label: 'Mode',
  kind: 'choice',
  unit: '',
  arguments: [choice('mode', MODES)],
  eventOf: (values) => {
    const mode = MODES.find((known) => known === values[0])
    return mode === undefined ? null : { type: 'mode', mode }
  },
}

/** An empty text ends the chords. */
const chordsOf = (text: string) => (text.trim() === '' ? [] : classesOfProgression(text))

const CHORDS: Endpoint = {
  address: `${ROOT}chords`,
  label: 'Chords, one a bar',
  kind: 'command',
  unit: '',
  arguments: [
    {
      name: 'chords',
      kind: 'text',
      complaintAbout(text) {
        try {
          chordsOf(text)
          return null
        } catch (error) {
          return error instanceof RangeError ? error.message : String(error)
        }
      },
    },
  ],
  eventOf: (values) => ({ type: 'progression', chords: chordsOf(textAt(values, 0)) }),
}

const CONTINUE: Endpoint = {
  address: `${ROOT}continue`,
  label: 'Continue',
  kind: 'command',
  unit: 'sixteenths',
  arguments: [number('steps', 1, 1024, { ...WHOLE, otherwise: 32 })],
  eventOf: (values) => ({ type: 'continue', steps: at(values, 0) }),
}

/** What a message to a parameter carries. */
function argumentOf({ label, kind, min, max, choices }: Parameter): Argument {
  switch (kind) {
    case 'choice':
      return choice(label, choices)
    case 'whole':
      return number(label, min, max, { ...CLAMPED, ...WHOLE })
    case 'trigger':
      return number('pressed', 0, 1, { ...CLAMPED, otherwise: 1 })
    default:
      return number(label, min, max, CLAMPED)
  }
}

function ofParameter(parameter: Parameter): Endpoint {
  const { id, label, kind, unit: of, min, choices } = parameter
  const set = (value: number): Event => ({ type: 'setParameter', parameter: id, value })
  const eventOf = (values: Values): Event | null => {
    if (kind === 'choice') return set(min + choices.indexOf(textAt(values, 0)))
    // A button of a desk sends 1 when it is pressed and 0 when it is let go; the second does nothing.
    if (kind === 'trigger') return at(values, 0) > 0 ? set(1) : null
    return set(at(values, 0))
  }
  return {
    address: addressOf(id),
    label,
    kind: kind === 'whole' ? 'continuous' : kind,
    unit: of,
    arguments: [argumentOf(parameter)],
    eventOf,
  }
}

/** What is done to a parameter named in the message. */
function ofNames(parameters: readonly Parameter[]): readonly Endpoint[] {
  const all = choice(
    'parameter',
    parameters.map(({ id }) => id),
  )
  const moving = parameters.filter(({ kind }) => kind === 'continuous').map(({ id }) => id)
  const command = (
    name: string,
    label: string,
    takes: readonly Argument[],
    eventOf: Endpoint['eventOf'],
  ): Endpoint => ({
    address: ROOT + name,
    label,
    kind: 'command',
    unit: '',
    arguments: takes,
    eventOf,
  })
  const anything = Number.MAX_SAFE_INTEGER
  return [
    command(
      'sweep',
      'Sweep',
      [
        choice('parameter', moving),
        number('from', -anything, anything),
        number('to', -anything, anything),
        number('beats', 0, 4096),
      ],
      (values) => ({
        type: 'sweep',
        parameter: textAt(values, 0),
        from: at(values, 1),
        to: at(values, 2),
        durationTicks: ticks(at(values, 3) * TICKS_PER_QUARTER),
      }),
    ),
    command('learn', 'Learn a control', [all], (values) => ({
      type: 'learn',
      parameter: textAt(values, 0),
    })),
    command('forget', 'Forget what was learnt', [all], (values) => ({
      type: 'forget',
      parameter: textAt(values, 0),
    })),
  ]
}

/** Every address there is with these parameters, in the order in which a desk shows them. */
export const endpointsOf = (
  parameters: readonly Parameter[],
  ofPage: readonly Endpoint[],
): readonly Endpoint[] => [
  ...parameters.map(ofParameter),
  MODE,
  ...ofPage,
  CHORDS,
  CONTINUE,
  ...NOTES,
  ...ofNames(parameters),
]
