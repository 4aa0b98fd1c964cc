import { CEILING_RANGE, ceilingCurve, HIGH_PASS_HERTZ } from '../../sound/mix.ts'

/** Two a thousandth of full scale. */
const CURVE_POINTS = 16_385

/** The way to the speaker: high-pass and ceiling, neither of which delays. */
export interface Master {
  readonly input: AudioNode
  readonly output: AudioNode
  dispose(): void
}

export function createMaster(raw: BaseAudioContext): Master {
  const highPass = raw.createBiquadFilter()
  highPass.type = 'highpass'
  highPass.frequency.value = HIGH_PASS_HERTZ
  // 0 dB: as the Butterworth filter has it, without a hump.
  highPass.Q.value = 20 * Math.log10(Math.SQRT1_2)
  const headroom = raw.createGain()
  headroom.gain.value = 1 / CEILING_RANGE
  const ceiling = raw.createWaveShaper()
  ceiling.curve = ceilingCurve(CURVE_POINTS)
  highPass.connect(headroom).connect(ceiling)
  ceiling.connect(raw.destination)
  return {
    input: highPass,
    output: ceiling,
    dispose() {
      for (const node of [highPass, headroom, ceiling]) node.disconnect()
    },
  }
}
