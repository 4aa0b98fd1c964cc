import { roomImpulse } from '../../sound/impulse.ts'
import { PANIC_FADE_SECONDS, REVERB_SECONDS } from '../../sound/mix.ts'
import { createEcho, type Echo } from './echo.ts'
import { createReverb, type Reverb } from './reverb.ts'

const LEFT_SEED = 0x51ed270b
const RIGHT_SEED = 0x2545f491
/** A closed room is clean when its decay, and then some, has passed. */
const CLEAN_AFTER_SECONDS = REVERB_SECONDS + 1
/** Panics in quick succession take rooms faster than they get clean; no more than this are kept. */
const MOST_ROOMS = 3

interface Resting {
  readonly reverb: Reverb
  readonly cleanAtSeconds: number
}

/**
 * Reverb and echo. Neither can be emptied, so a panic shuts both and opens others: a second room
 * stands ready, a new echo costs nothing.
 */
export class Wet {
  readonly #raw: BaseAudioContext
  readonly #output: AudioNode
  readonly #toReverb: GainNode
  readonly #toEcho: GainNode
  readonly #impulse: AudioBuffer
  #reverb: Reverb
  #resting: Resting[] = []
  #echo: Echo
  #retired: { readonly echo: Echo; readonly silentAtSeconds: number }[] = []
  #amount = 0
  #fed = false
  #delaySeconds: number

  /** @param delaySeconds of the echo, until it is set */
  constructor(raw: BaseAudioContext, output: AudioNode, delaySeconds: number) {
    this.#raw = raw
    this.#output = output
    this.#delaySeconds = delaySeconds
    this.#toReverb = raw.createGain()
    this.#toEcho = raw.createGain()
    const left = roomImpulse(LEFT_SEED, REVERB_SECONDS, raw.sampleRate)
    this.#impulse = raw.createBuffer(2, left.length, raw.sampleRate)
    this.#impulse.copyToChannel(left, 0)
    this.#impulse.copyToChannel(roomImpulse(RIGHT_SEED, REVERB_SECONDS, raw.sampleRate), 1)
    this.#reverb = this.#room()
    this.#reverb.open(0)
    this.#echo = createEcho(raw, output, delaySeconds)
    this.#toEcho.connect(this.#echo.input)
  }

  /** Builds the room for the first panic. */
  prepare(): void {
    this.#resting.push({ reverb: this.#room(), cleanAtSeconds: 0 })
  }

  /** @param reverbSend share of the source that the reverb gets */
  connect(source: AudioNode, reverbSend: number): void {
    const send = this.#raw.createGain()
    send.gain.value = reverbSend
    source.connect(send).connect(this.#toReverb)
    source.connect(this.#toEcho)
  }

  /** @param source that only the echo gets */
  connectEcho(source: AudioNode): void {
    source.connect(this.#toEcho)
  }

  /** Tells that something will be heard in here, so that the next panic finds it. */
  feed(): void {
    this.#fed = true
  }

  setEcho(amount: number, delaySeconds: number, atSeconds: number): void {
    this.#amount = amount
    this.#delaySeconds = delaySeconds
    this.#echo.set(amount, delaySeconds, atSeconds)
  }

  /** Shuts both tails and goes on with empty ones. */
  flush(atSeconds: number): void {
    // A performer in trouble hits panic twice; there is nothing more to empty then.
    if (!this.#fed) return
    this.#fed = false
    // Until then the voices are still fading, and would be heard again from the new ones.
    const reopenSeconds = atSeconds + PANIC_FADE_SECONDS
    this.#echo.end(atSeconds)
    this.#retired.push({ echo: this.#echo, silentAtSeconds: atSeconds + 1 })
    this.#echo = createEcho(this.#raw, this.#output, this.#delaySeconds)
    this.#echo.set(this.#amount, this.#delaySeconds, reopenSeconds)
    this.#toEcho.connect(this.#echo.input)

    this.#reverb.close(atSeconds)
    const cleanAtSeconds = atSeconds + CLEAN_AFTER_SECONDS
    const next = this.#resting.find((room) => room.cleanAtSeconds <= atSeconds)
    this.#resting = this.#resting.filter((room) => room !== next)
    this.#resting.push({ reverb: this.#reverb, cleanAtSeconds })
    if (this.#resting.length > MOST_ROOMS) {
      const dropped = this.#resting.shift()
      if (dropped !== undefined) this.#drop(this.#toReverb, dropped.reverb)
    }
    this.#reverb = next?.reverb ?? this.#room()
    this.#reverb.open(reopenSeconds)
  }

  /** Lets go of echoes that a panic has silenced. */
  rest(): void {
    if (this.#retired.length === 0) return
    const now = this.#raw.currentTime
    for (const { echo, silentAtSeconds } of this.#retired) {
      if (silentAtSeconds < now) this.#drop(this.#toEcho, echo)
    }
    this.#retired = this.#retired.filter((old) => old.silentAtSeconds >= now)
  }

  dispose(): void {
    this.#echo.dispose()
    this.#reverb.dispose()
    for (const { echo } of this.#retired) echo.dispose()
    for (const { reverb } of this.#resting) reverb.dispose()
    this.#toEcho.disconnect()
    this.#toReverb.disconnect()
  }

  #drop(from: GainNode, effect: Echo | Reverb): void {
    from.disconnect(effect.input)
    effect.dispose()
  }

  #room(): Reverb {
    const room = createReverb(this.#raw, this.#output, this.#impulse)
    this.#toReverb.connect(room.input)
    return room
  }
}
