import type {
  BendCommand,
  NoteOffCommand,
  NoteOnCommand,
  PressureCommand,
} from '../../sound/commands.ts'
import { unit } from '../../core/units.ts'
import { levelGain } from '../../sound/mix.ts'
import {
  bendCents,
  LONGEST_RELEASE_SECONDS,
  PRESSURE_VIBRATO_CENTS,
  STEAL_FADE_SECONDS,
  VIBRATO,
  type Timbre,
} from '../../sound/timbre.ts'
import { VoicePool } from '../../sound/voicePool.ts'
import { glide, release } from './level.ts'
import type { ToneVoice, VoicePlace } from './voice.ts'

/** How long a wheel, a pressure or a fader takes to arrive: too short to hear, too long to click. */
const GLIDE_SECONDS = 0.02
/** A voice is parked only when the engine has surely rendered its silence. */
const PARK_AFTER_SECONDS = 0.2

/** All voices of one player: pool, level, place in the picture, wheel and pressure. */
export class Section {
  /** After level and panning. */
  readonly output: StereoPannerNode
  /** What voices give the echo beside it; after level. */
  readonly echo: GainNode
  readonly #raw: BaseAudioContext
  readonly #pool: VoicePool
  readonly #voices: ToneVoice[] = []
  readonly #place: VoicePlace
  readonly #level: GainNode
  readonly #wheel: ConstantSourceNode
  readonly #pressure: GainNode
  readonly #vibrato: OscillatorNode
  readonly #cents: GainNode

  constructor(raw: BaseAudioContext, timbre: Timbre) {
    this.#raw = raw
    this.#pool = new VoicePool({
      polyphony: timbre.polyphony,
      reserve: timbre.reserve,
      fadeSeconds: STEAL_FADE_SECONDS,
    })
    this.output = raw.createStereoPanner()
    this.output.pan.value = timbre.pan
    this.#level = raw.createGain()
    this.#level.connect(this.output)
    this.echo = raw.createGain()
    this.#cents = raw.createGain()
    this.#wheel = raw.createConstantSource()
    this.#wheel.offset.value = 0
    this.#wheel.connect(this.#cents)
    this.#wheel.start()
    this.#vibrato = raw.createOscillator()
    this.#vibrato.frequency.value = VIBRATO.hertz
    this.#vibrato.start()
    this.#pressure = raw.createGain()
    this.#pressure.gain.value = 0
    this.#vibrato.connect(this.#pressure)
    this.#pressure.connect(this.#cents)
    this.#place = {
      output: this.#level,
      echo: this.echo,
      cents: this.#cents,
      vibrato: this.#vibrato,
    }
  }

  /** How many voices are still to be built. */
  get missing(): number {
    return this.#pool.size - this.#voices.length
  }

  /** Adds one voice; a section plays when none is missing. */
  add(build: (place: VoicePlace) => ToneVoice): void {
    this.#voices.push(build(this.#place))
  }

  noteOn(command: NoteOnCommand, atSeconds: number): void {
    const beginning = this.#pool.begin(command.id, atSeconds)
    if (beginning.stolenVoice !== null) this.#release(beginning.stolenVoice, atSeconds)
    const voice = this.#voices[beginning.voice]
    voice?.wake()
    voice?.begin(command, beginning.atSeconds)
  }

  noteOff(command: NoteOffCommand, atSeconds: number): void {
    const asked = Math.min(command.releaseSeconds, LONGEST_RELEASE_SECONDS)
    const seconds = asked > STEAL_FADE_SECONDS ? asked : STEAL_FADE_SECONDS
    const ending = this.#pool.end(command.id, atSeconds, seconds, this.#raw.currentTime)
    if (ending !== null) this.#release(ending.voice, ending.atSeconds, ending.releaseSeconds)
  }

  bend(command: BendCommand, atSeconds: number): void {
    glide(this.#wheel.offset, bendCents(command.value), atSeconds, GLIDE_SECONDS)
  }

  press(command: PressureCommand, atSeconds: number): void {
    glide(
      this.#pressure.gain,
      unit(command.value) * PRESSURE_VIBRATO_CENTS,
      atSeconds,
      GLIDE_SECONDS,
    )
  }

  level(decibels: number, atSeconds: number): void {
    for (const { gain } of [this.#level, this.echo]) {
      glide(gain, levelGain(decibels), atSeconds, GLIDE_SECONDS)
    }
  }

  /** Silences every voice, and forgets notes that have not begun. */
  silence(atSeconds: number): void {
    this.#pool.silence(atSeconds)
    for (let voice = 0; voice < this.#voices.length; voice++) this.#release(voice, atSeconds)
  }

  /** Takes voices that have been silent for a while out of the graph. */
  rest(): void {
    const before = this.#raw.currentTime - PARK_AFTER_SECONDS
    for (const [voice, instrument] of this.#voices.entries()) {
      if (this.#pool.isFree(voice, before)) instrument.park()
    }
  }

  dispose(): void {
    for (const voice of this.#voices) voice.dispose()
    this.#wheel.stop()
    this.#vibrato.stop()
    for (const node of [this.#wheel, this.#vibrato, this.#pressure, this.#cents]) node.disconnect()
    this.#level.disconnect()
    this.echo.disconnect()
    this.output.disconnect()
  }

  #release(voice: number, atSeconds: number, releaseSeconds = STEAL_FADE_SECONDS): void {
    const level = this.#voices[voice]?.level
    if (level !== undefined) release(level, atSeconds, releaseSeconds)
  }
}
