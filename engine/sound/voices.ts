import {
  OUTPUTS,
  type Channel,
  type DeviceId,
  type Event,
  type Output,
  type Voice,
} from '../core/events.ts'
import { exp } from '../core/maths.ts'
import {
  bipolar,
  seconds,
  unit,
  type Bpm,
  type MidiNote,
  type Seconds,
  type Unit,
} from '../core/units.ts'
import type { Act } from '../continuation/continuation.ts'
import { isPedalled, pedalOf, type Hands, type HandsFacts } from '../input/hands.ts'
import { isOn, parameterAt, type Modulation } from '../modulation/modulation.ts'
import { SILENT_DECIBELS } from '../modulation/parameters.ts'
import type { Destination, SoundCommand } from './commands.ts'

/** A note that has begun and not ended. */
interface Sounding {
  readonly id: number
  readonly voice: Voice
  readonly pitch: MidiNote
  readonly onsetSeconds: Seconds
  readonly destination: Destination
  /** The pedal of its key; '' for the model's. */
  readonly pedal: string
  /** Whether its key is up and the pedal alone holds it. */
  readonly isSustained: boolean
}

interface VoiceOutput {
  readonly output: Output
  readonly port: string
  readonly channel: Channel
}

type Fader = Voice | 'click'

/** A wheel or a pressure that is not at rest, and what it bends. */
interface Bent {
  readonly device: DeviceId
  readonly destination: Destination
}

/** What sounds and where it goes. */
export interface Sound {
  readonly outputs: Readonly<Record<Voice, VoiceOutput>>
  readonly sounding: readonly Sounding[]
  readonly bent: Readonly<Record<'bend' | 'pressure', Bent | null>>
  /** As last told to the edges; out of every range at first, so that the first pulse tells them. */
  readonly levels: Readonly<Record<Fader, number>>
  readonly echo: { readonly amount: number; readonly tempo: number }
}

export const createSound = (): Sound => ({
  outputs: {
    performer: { output: 'internal', port: '', channel: 1 },
    model: { output: 'internal', port: '', channel: 2 },
  },
  sounding: [],
  bent: { bend: null, pressure: null },
  levels: {
    performer: SILENT_DECIBELS - 1,
    model: SILENT_DECIBELS - 1,
    click: SILENT_DECIBELS - 1,
  },
  echo: { amount: -1, tempo: 0 },
})

/** From full level to silence. */
const RELEASE: Readonly<Record<Voice, Seconds>> = { performer: seconds(0.9), model: seconds(0.45) }
/** A note that gives way fades, it is not cut. */
const YIELD_RELEASE = seconds(0.12)
/**
 * Beside the performer a note is gone before what is struck next can rub against it: an end that was
 * decided just before is another 25 ms ahead.
 */
const BESIDE_RELEASE = seconds(0.025)

/** Each fader with the parameters that move it. */
const FADERS: readonly {
  readonly voice: Fader
  readonly level: string
  readonly mute: string | null
}[] = [
  { voice: 'performer', level: 'performer.level', mute: 'performer.mute' },
  { voice: 'model', level: 'model.level', mute: 'model.mute' },
  { voice: 'click', level: 'click.level', mute: null },
]

const OUTPUT_IDS = { performer: 'performer.output', model: 'model.output' } as const
const CHANNEL_IDS = { performer: 'performer.channel', model: 'model.channel' } as const

/** A voice that is to leave by MIDI sounds inside until a port is chosen. */
function destinationOf({ output, port, channel }: VoiceOutput): Destination {
  const isInternal = output !== 'midi' || port === ''
  return { internal: isInternal, port: output === 'internal' ? '' : port, channel }
}

const noteOff = (note: Sounding, atSeconds: Seconds, releaseSeconds: Seconds): SoundCommand => ({
  type: 'noteOff',
  id: note.id,
  voice: note.voice,
  pitch: note.pitch,
  // The partner's swung notes are decided before they sound.
  atSeconds: atSeconds > note.onsetSeconds ? atSeconds : note.onsetSeconds,
  destination: note.destination,
  releaseSeconds,
})

/** Sound after a change, with the commands that carry it out. */
export type Sounded = readonly [Sound, readonly SoundCommand[]]

/** Ends the notes that `ends` names. */
function release(
  sound: Sound,
  ends: (note: Sounding) => boolean,
  atSeconds: Seconds,
  releaseOf: (note: Sounding) => Seconds,
): Sounded {
  const ending = sound.sounding.filter(ends)
  if (ending.length === 0) return [sound, []]
  return [
    { ...sound, sounding: sound.sounding.filter((note) => !ends(note)) },
    ending.map((note) => noteOff(note, atSeconds, releaseOf(note))),
  ]
}

const both = (first: Sounded, next: (sound: Sound) => Sounded): Sounded => {
  const [sound, commands] = next(first[0])
  return [sound, commands.length > 0 ? [...first[1], ...commands] : first[1]]
}

const ownRelease = (note: Sounding): Seconds => RELEASE[note.voice]

/** The performer's keys and pedals, as sound. */
function soundHands(
  sound: Sound,
  hands: Hands,
  facts: HandsFacts,
  atSeconds: Seconds,
  temperature: number,
): Sounded {
  const { begun, ended, pedalsUp } = facts
  const up = ended.map((key) => key.id)
  const isHeld = (note: Sounding) => up.includes(note.id) && isPedalled(hands, note)
  const sustained = ended.length > 0 && sound.sounding.some(isHeld)
  const held: Sound = sustained
    ? {
        ...sound,
        sounding: sound.sounding.map((note) =>
          isHeld(note) ? { ...note, isSustained: true } : note,
        ),
      }
    : sound
  const ends = (note: Sounding): boolean =>
    (up.includes(note.id) && !note.isSustained) ||
    (note.isSustained && pedalsUp.includes(note.pedal) && !isPedalled(hands, note)) ||
    // A key struck again under the pedal does not pile up.
    (note.isSustained && note.pitch === begun?.key.pitch && note.pedal === pedalOf(begun.key))
  const [after, commands] = release(held, ends, atSeconds, ownRelease)
  if (!begun) return [after, commands]
  const { key, velocity } = begun
  const destination = destinationOf(sound.outputs.performer)
  const note: Sounding = {
    id: key.id,
    voice: 'performer',
    pitch: key.pitch,
    onsetSeconds: atSeconds,
    destination,
    pedal: pedalOf(key),
    isSustained: false,
  }
  const noteOn: SoundCommand = {
    type: 'noteOn',
    id: key.id,
    voice: 'performer',
    pitch: key.pitch,
    velocity,
    atSeconds,
    destination,
    temperature,
    surpriseBits: 0,
    provenance: null,
  }
  return [{ ...after, sounding: [...after.sounding, note] }, [...commands, noteOn]]
}

/** The partner's acts, as sound. */
export function soundActs(before: Sound, acts: readonly Act[], seed: number): Sounded {
  let sounded: Sounded = [before, []]
  for (const act of acts) {
    if (act.type === 'end') {
      const releaseOf =
        act.release === 'own'
          ? ownRelease
          : () => (act.release === 'beside' ? BESIDE_RELEASE : YIELD_RELEASE)
      sounded = both(sounded, (sound) =>
        release(sound, (note) => note.id === act.id, act.atSeconds, releaseOf),
      )
      continue
    }
    const { id, pitch, velocity, atSeconds, temperature, surpriseBits } = act
    const { step, rhythmTemperature, probability, draw, model, drawnFrom, isAudition } = act
    const [sound, commands] = sounded
    const destination = destinationOf(sound.outputs.model)
    const note: Sounding = {
      id,
      voice: 'model',
      pitch,
      onsetSeconds: atSeconds,
      destination,
      pedal: '',
      isSustained: false,
    }
    const noteOn: SoundCommand = {
      type: 'noteOn',
      id,
      voice: 'model',
      pitch,
      velocity,
      atSeconds,
      destination,
      temperature,
      surpriseBits,
      provenance: {
        step,
        temperature,
        rhythmTemperature,
        probability,
        seed: drawnFrom?.seed ?? seed,
        draw,
        model,
        ...(drawnFrom && { stream: drawnFrom.stream }),
      },
      ...(isAudition && { isAudition }),
    }
    sounded = [{ ...sound, sounding: [...sound.sounding, note] }, [...commands, noteOn]]
  }
  return sounded
}

/** The wheel of a keyboard bends the performer's voice. */
function soundBend(
  sound: Sound,
  event: Event & { type: 'pitchBend' | 'pressure' },
  atSeconds: Seconds,
): Sounded {
  const destination = destinationOf(sound.outputs.performer)
  const { device, type, value } = event
  const kind = type === 'pitchBend' ? 'bend' : 'pressure'
  const bent = value === 0 ? null : { device, destination }
  const voice = 'performer'
  return [
    { ...sound, bent: { ...sound.bent, [kind]: bent } },
    kind === 'bend'
      ? [{ type: kind, voice, value: bipolar(value), atSeconds, destination }]
      : [{ type: kind, voice, value: unit(value), atSeconds, destination }],
  ]
}

/** The wheels of a keyboard that is gone come to rest: nobody else could bring them back. */
function straightened(sound: Sound, device: DeviceId, atSeconds: Seconds): Sounded {
  const { bend, pressure } = sound.bent
  const voice = 'performer'
  const commands: SoundCommand[] = []
  if (bend?.device === device) {
    const { destination } = bend
    commands.push({ type: 'bend', voice, value: bipolar(0), atSeconds, destination })
  }
  if (pressure?.device === device) {
    const { destination } = pressure
    commands.push({ type: 'pressure', voice, value: unit(0), atSeconds, destination })
  }
  if (commands.length === 0) return [sound, commands]
  const bent = {
    bend: bend?.device === device ? null : bend,
    pressure: pressure?.device === device ? null : pressure,
  }
  return [{ ...sound, bent }, commands]
}

/** Sound after an event. */
export function soundEvent(
  sound: Sound,
  event: Event,
  hands: Hands,
  facts: HandsFacts,
  atSeconds: Seconds,
  temperature: number,
): Sounded {
  switch (event.type) {
    case 'pitchBend':
    case 'pressure':
      return soundBend(sound, event, atSeconds)
    case 'voiceOutput': {
      const { voice, port } = event
      const { output = sound.outputs[voice].output, channel = sound.outputs[voice].channel } = event
      return [{ ...sound, outputs: { ...sound.outputs, [voice]: { output, port, channel } } }, []]
    }
    case 'panic':
      return both(
        release(
          sound,
          () => true,
          atSeconds,
          () => YIELD_RELEASE,
        ),
        (silent) => [silent, [{ type: 'panic', atSeconds }]],
      )
    case 'device': {
      const released = soundHands(sound, hands, facts, atSeconds, temperature)
      return event.connected
        ? released
        : both(released, (quiet) => straightened(quiet, event.device, atSeconds))
    }
    default:
      return facts.begun || facts.ended.length > 0 || facts.pedalsUp.length > 0
        ? soundHands(sound, hands, facts, atSeconds, temperature)
        : [sound, []]
  }
}

/** How much the echo is fed: nearly dry while cautious, a wash when it soars. */
const echoOf = (temperature: number): Unit => unit(0.45 / (1 + exp(-4 * (temperature - 1.1))))

/** A voice's output and channel are parameters: they hold for the notes that begin. */
function routed(sound: Sound, voice: Voice, modulation: Modulation, at: number): Sound {
  const before = sound.outputs[voice]
  const output = OUTPUTS[parameterAt(modulation, OUTPUT_IDS[voice], at)] ?? before.output
  const channel = parameterAt(modulation, CHANNEL_IDS[voice], at)
  if (output === before.output && channel === before.channel) return sound
  return { ...sound, outputs: { ...sound.outputs, [voice]: { ...before, output, channel } } }
}

/** Faders, outputs and echo follow the modulation; the edges are told what has changed. */
export function soundMix(
  before: Sound,
  modulation: Modulation,
  at: number,
  atSeconds: Seconds,
  tempo: Bpm,
): Sounded {
  let sound = routed(routed(before, 'performer', modulation, at), 'model', modulation, at)
  const commands: SoundCommand[] = []
  for (const { voice, level, mute } of FADERS) {
    const isMuted = mute !== null && isOn(modulation, mute)
    const decibels = isMuted ? SILENT_DECIBELS : parameterAt(modulation, level, at)
    if (decibels === sound.levels[voice]) continue
    sound = { ...sound, levels: { ...sound.levels, [voice]: decibels } }
    commands.push({ type: 'level', voice, decibels, atSeconds })
  }
  const amount = echoOf(parameterAt(modulation, 'temperature', at))
  if (amount !== sound.echo.amount || tempo !== sound.echo.tempo) {
    sound = { ...sound, echo: { amount, tempo } }
    commands.push({ type: 'echo', amount, tempo, atSeconds })
  }
  return [sound, commands]
}
