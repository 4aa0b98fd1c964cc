import { levelGain } from '../../sound/mix.ts'
import { glide } from './level.ts'

const LENGTH_SECONDS = 0.05
const DECAY_SECONDS = 0.008
const PEAK = 0.25
const BEAT_HERTZ = 1000
const ACCENT_HERTZ = 1600
const GLIDE_SECONDS = 0.02

/** The metronome: two short tones, drawn once and started at exact times. */
export class Click {
  readonly output: GainNode
  readonly #raw: BaseAudioContext
  readonly #beat: AudioBuffer
  readonly #accent: AudioBuffer
  readonly #pending = new Set<AudioBufferSourceNode>()

  constructor(raw: BaseAudioContext) {
    this.#raw = raw
    this.output = raw.createGain()
    this.#beat = decayingTone(raw, BEAT_HERTZ)
    this.#accent = decayingTone(raw, ACCENT_HERTZ)
  }

  play(accent: boolean, atSeconds: number): void {
    const source = this.#raw.createBufferSource()
    source.buffer = accent ? this.#accent : this.#beat
    source.connect(this.output)
    source.onended = () => {
      source.disconnect()
      this.#pending.delete(source)
    }
    this.#pending.add(source)
    source.start(atSeconds)
  }

  level(decibels: number, atSeconds: number): void {
    glide(this.output.gain, levelGain(decibels), atSeconds, GLIDE_SECONDS)
  }

  /** Stops the click that sounds and those to come. */
  silence(atSeconds: number): void {
    for (const source of this.#pending) source.stop(atSeconds)
  }

  dispose(): void {
    this.silence(0)
    this.output.disconnect()
  }
}

function decayingTone(raw: BaseAudioContext, hertz: number): AudioBuffer {
  const buffer = raw.createBuffer(1, Math.round(LENGTH_SECONDS * raw.sampleRate), raw.sampleRate)
  const samples = buffer.getChannelData(0)
  for (let i = 0; i < samples.length; i++) {
    const t = i / raw.sampleRate
    samples[i] = PEAK * Math.exp(-t / DECAY_SECONDS) * Math.sin(2 * Math.PI * hertz * t)
  }
  return buffer
}
