import { VOICES, type VoiceOutputEvent } from '../core/events.ts'
import type { Sound } from '../sound/voices.ts'

/** Out by MIDI means a port: the first there is, until another is chosen. */
export function missingPorts(
  outputs: Sound['outputs'],
  [first]: readonly string[],
): readonly VoiceOutputEvent[] {
  if (first === undefined) return []
  return VOICES.filter((voice) => {
    const { output, port } = outputs[voice]
    return output !== 'internal' && port === ''
  }).map((voice) => ({ type: 'voiceOutput', voice, port: first }))
}
