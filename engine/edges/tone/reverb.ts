import { PANIC_FADE_SECONDS, REVERB_GAIN, REVERB_HIGH_PASS_HERTZ } from '../../sound/mix.ts'
import { release } from './level.ts'

/** One room: high-pass and convolution, with a door before and after. */
export interface Reverb {
  readonly input: AudioNode
  open(atSeconds: number): void
  /** Falls silent. Its inside rings on unheard and is clean after the room's decay. */
  close(atSeconds: number): void
  dispose(): void
}

/** A closed room. Setting the impulse takes some tens of milliseconds of the calling thread. */
export function createReverb(
  raw: BaseAudioContext,
  output: AudioNode,
  impulse: AudioBuffer,
): Reverb {
  const input = raw.createGain()
  input.gain.value = 0
  const highPass = raw.createBiquadFilter()
  highPass.type = 'highpass'
  highPass.frequency.value = REVERB_HIGH_PASS_HERTZ
  const convolver = raw.createConvolver()
  // The impulse has its level already; the engine's own scaling would read it all once more.
  convolver.normalize = false
  convolver.buffer = impulse
  const heard = raw.createGain()
  heard.gain.value = 0
  input.connect(highPass).connect(convolver).connect(heard).connect(output)
  return {
    input,
    open(atSeconds) {
      input.gain.setValueAtTime(1, atSeconds)
      heard.gain.setValueAtTime(REVERB_GAIN, atSeconds)
    },
    close(atSeconds) {
      release(heard.gain, atSeconds, PANIC_FADE_SECONDS)
      release(input.gain, atSeconds, PANIC_FADE_SECONDS)
    },
    dispose() {
      for (const node of [input, highPass, convolver, heard]) node.disconnect()
    },
  }
}
