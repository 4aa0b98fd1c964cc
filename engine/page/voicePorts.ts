import { VOICES, type Event, type Voice } from '../core/events.ts'
import type { Performance } from '../performance/state.ts'

/** Which MIDI output each voice plays to. */
export interface VoicePorts {
  /** @param port name of a MIDI output; '' for none */
  choose(voice: Voice, port: string): void
  /** Out by MIDI means a port: the first there is, until another is chosen. */
  chooseMissing(outputs: readonly string[]): void
}

export function createVoicePorts(
  state: () => Performance,
  send: (event: Event) => void,
): VoicePorts {
  const choose = (voice: Voice, port: string): void =>
    send({ type: 'voiceOutput', voice, ...state().sound.outputs[voice], port })
  return {
    choose,
    chooseMissing([first]) {
      if (first === undefined) return
      for (const voice of VOICES) {
        const { output, port } = state().sound.outputs[voice]
        if (output !== 'internal' && port === '') choose(voice, first)
      }
    },
  }
}
