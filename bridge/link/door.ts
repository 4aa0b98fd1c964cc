import { fileURLToPath } from 'node:url'
import { openChild, type Child } from '../childProcess.ts'
import type { Hub, Sender } from '../hub.ts'
import { beatOf, messagesOf } from '../instrumentBeat.ts'
import { decode, encode, type OscMessage } from '../osc.ts'
import { timetagOf } from '../protocol.ts'
import type { FromLinkChild, ToLinkChild } from './serving.ts'

export interface LinkParts {
  readonly hub: Hub
  readonly warn: (line: string) => void
  readonly say: (line: string) => void
  /** The script that Link runs in. */
  readonly child?: string
}

export interface LinkReport {
  /** Others in the session; null where there is no Link. */
  readonly peers: number | null
  /** Quarters a minute, as the session last said; null before it did. */
  readonly tempo: number | null
}

export interface LinkDoor {
  report(): LinkReport
  close(): void
}

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
/** `/link/beat ,fi`: quarters a minute, and quarters on the session's time. */
const LINK_BEAT = '/link/beat'
const FOLLOWS = '/anthesis/state/clock/follow'
const SENDER: Sender = { name: 'link', lane: null, hasSession: false }
/** The page's tempo is a float; less is no change. */
const SAME_TEMPO = 0.01

/**
 * Joins an Ableton Link session. Each of its beats goes to all clients, stamped with when it began; a
 * tempo that the performer changes becomes the session's, unless the page follows.
 */
export function openLink({ hub, warn, say, child: script = CHILD }: LinkParts): LinkDoor {
  let peers: number | null = 0
  let tempo: number | null = null
  let pageTempo: number | null = null
  let isFollowing = false

  const hear = (word: FromLinkChild): void => {
    if (word.type === 'absent') {
      peers = null
      warn(`No Ableton Link here (${word.why}); MIDI clock goes on.`)
      child.close()
    } else if (word.type === 'peers') {
      peers = word.peers
      say(`Ableton Link: ${String(peers)} others in the session`)
    } else {
      tempo = word.tempo
      const beat = { address: LINK_BEAT, types: 'fi', values: [word.tempo, word.quarters] }
      hub.receive(encode({ timetag: timetagOf(word.atSeconds), packets: [beat] }), SENDER)
    }
  }
  /** The first tempo is not a change: who joins a session takes it as it is. */
  const lead = (next: number): void => {
    const isChanged = pageTempo !== null && Math.abs(next - pageTempo) > SAME_TEMPO
    pageTempo = next
    if (isChanged && !isFollowing) child.tell({ type: 'tempo', tempo: next })
  }
  const attend = (message: OscMessage): void => {
    if (message.address === FOLLOWS) isFollowing = message.values[0] === 1
    else {
      const beat = beatOf(message, 0)
      if (beat !== null) lead(beat.tempo)
    }
  }
  const child: Child<ToLinkChild> = openChild<ToLinkChild, FromLinkChild>(script, {
    began: () => undefined,
    heard: hear,
    died(why) {
      peers = 0
      warn(`Ableton Link’s process died (${why}); it is started again.`)
    },
    failed: (why) => warn(`Ableton Link’s process failed: ${why}.`),
  })
  hub.addTarget((packet) => messagesOf(decode(packet)).forEach(attend))
  return { report: () => ({ peers, tempo }), close: () => child.close() }
}
