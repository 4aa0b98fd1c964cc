import { connect, FMSynth, type Context } from 'tone'
import {
  GLASS,
  GLASS_INDEX_DECAY_SECONDS,
  GLASS_INDEX_REST,
  glassIndex,
  hertzOf,
  velocityGain,
} from '../../sound/timbre.ts'
import { attack } from './level.ts'
import { OPEN_ENVELOPE, parking, type ToneVoice, type VoicePlace } from './voice.ts'

/** The performer's voice: frequency modulation whose index follows velocity and falls as it rings. */
export function glassVoice(tone: Context, raw: BaseAudioContext, place: VoicePlace): ToneVoice {
  const synth = new FMSynth({
    context: tone,
    harmonicity: GLASS.harmonicity,
    modulation: { type: 'sine' },
    envelope: OPEN_ENVELOPE,
    modulationEnvelope: OPEN_ENVELOPE,
  })
  const gate = raw.createGain()
  gate.gain.value = 0
  synth.connect(gate)
  connect(place.cents, synth.detune)
  synth.triggerAttack(440, 0)
  return {
    level: gate.gain,
    ...parking(gate, place.output),
    begin(note, atSeconds) {
      const index = glassIndex(note.velocity)
      synth.frequency.cancelScheduledValues(atSeconds)
      synth.frequency.setValueAtTime(hertzOf(note.pitch), atSeconds)
      synth.modulationIndex.cancelScheduledValues(atSeconds)
      synth.modulationIndex.setValueAtTime(index, atSeconds)
      synth.modulationIndex.setTargetAtTime(
        index * GLASS_INDEX_REST,
        atSeconds,
        GLASS_INDEX_DECAY_SECONDS / 3,
      )
      attack(gate.gain, velocityGain(note.velocity) * GLASS.gain, GLASS.envelope, atSeconds)
    },
    dispose() {
      synth.dispose()
      gate.disconnect()
    },
  }
}
