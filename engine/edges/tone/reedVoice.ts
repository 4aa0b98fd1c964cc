import { AMSynth, connect, type Context } from 'tone'
import {
  FILTER_RISE_SECONDS,
  hertzOf,
  REED,
  REED_CLOSED_HERTZ,
  reedCutoffHertz,
  reedDetuneCents,
  reedEchoSend,
  velocityGain,
  VIBRATO,
} from '../../sound/timbre.ts'
import { attack, glide } from './level.ts'
import { OPEN_ENVELOPE, parking, type ToneVoice, type VoicePlace } from './voice.ts'

/**
 * The model's voice: amplitude modulation under a low-pass that opens with the note's surprise,
 * and the temperature, with a late vibrato, detuned by both and echoed by its surprise.
 */
export function reedVoice(tone: Context, raw: BaseAudioContext, place: VoicePlace): ToneVoice {
  const synth = new AMSynth({
    context: tone,
    harmonicity: REED.harmonicity,
    oscillator: { type: 'square' },
    modulation: { type: 'sine' },
    envelope: OPEN_ENVELOPE,
    modulationEnvelope: OPEN_ENVELOPE,
  })
  const filter = raw.createBiquadFilter()
  filter.frequency.value = REED_CLOSED_HERTZ
  const gate = raw.createGain()
  gate.gain.value = 0
  const send = raw.createGain()
  send.gain.value = 0
  gate.connect(send)
  const toOutput = parking(gate, place.output)
  const toEcho = parking(send, place.echo)
  synth.connect(filter)
  filter.connect(gate)
  connect(place.cents, synth.detune)
  const vibrato = raw.createGain()
  vibrato.gain.value = 0
  place.vibrato.connect(vibrato)
  connect(vibrato, synth.detune)
  synth.triggerAttack(440, 0)
  return {
    level: gate.gain,
    wake() {
      toOutput.wake()
      toEcho.wake()
    },
    park() {
      toOutput.park()
      toEcho.park()
    },
    begin(note, atSeconds) {
      synth.frequency.cancelScheduledValues(atSeconds)
      synth.frequency.setValueAtTime(hertzOf(note.pitch), atSeconds)
      synth.detune.cancelScheduledValues(atSeconds)
      synth.detune.setValueAtTime(
        reedDetuneCents(note.temperature, note.id, note.surpriseBits),
        atSeconds,
      )
      vibrato.gain.cancelScheduledValues(atSeconds)
      vibrato.gain.setValueAtTime(0, atSeconds)
      glide(vibrato.gain, VIBRATO.depthCents, atSeconds + VIBRATO.delaySeconds, VIBRATO.riseSeconds)
      filter.frequency.cancelScheduledValues(atSeconds)
      filter.frequency.setValueAtTime(REED_CLOSED_HERTZ, atSeconds)
      const cutoff = reedCutoffHertz(note.surpriseBits, note.temperature)
      glide(filter.frequency, cutoff, atSeconds, FILTER_RISE_SECONDS)
      send.gain.setValueAtTime(reedEchoSend(note.surpriseBits), atSeconds)
      attack(gate.gain, velocityGain(note.velocity) * REED.gain, REED.envelope, atSeconds)
    },
    dispose() {
      synth.dispose()
      vibrato.disconnect()
      filter.disconnect()
      gate.disconnect()
      send.disconnect()
    },
  }
}
