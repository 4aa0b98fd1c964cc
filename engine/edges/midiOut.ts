import type { Channel } from '../core/events.ts'
import type { NoteOffCommand, NoteOnCommand, SoundCommand } from '../sound/commands.ts'
import { midiMessage, noteOffMessage, silenceMessages } from '../sound/midiMessages.ts'
import type { Status } from '../core/status.ts'

/** Where MIDI bytes leave. */
export interface MidiPort {
  readonly name: string
  /** @throws when the device is gone */
  send(bytes: Uint8Array, atPerformanceMilliseconds: number): void
}

/**
 * Sends commands to MIDI ports. Nothing goes out more than 25 ms ahead, because what was sent cannot
 * be taken back; what is due later waits for {@link MidiOut.pump}.
 */
export interface MidiOut {
  /** A port is there, for the first time or again. */
  connect(port: MidiPort): void
  /** A port is gone: what it held is forgotten, since nobody can end it. */
  disconnect(name: string): void
  /** @param atMilliseconds performance time; one that has passed means now */
  perform(command: SoundCommand, atMilliseconds: number): void
  /** Sends what is due; called at every wake-up, at least every 10 ms. */
  pump(): void
}

export interface MidiOutOptions {
  /** Performance time, milliseconds. */
  readonly now: () => number
  readonly report: (port: string, status: Status) => void
}

const AHEAD_MILLISECONDS = 25

interface Place {
  readonly port: string
  readonly channel: Channel
  readonly pitch: number
}

interface Held {
  readonly atMilliseconds: number
  readonly port: string
  readonly channel: Channel
  readonly bytes: Uint8Array
  /** The note it begins or ends. */
  readonly note: { readonly type: 'noteOn' | 'noteOff'; readonly id: number } | null
  readonly pitch: number
}

interface Sounding extends Place {
  readonly sentMilliseconds: number
}

interface Line {
  readonly port: MidiPort
  readonly channels: Set<Channel>
  lastStampMilliseconds: number
  /** A panic's last word: nothing overtakes it. */
  notBeforeMilliseconds: number
}

export function createMidiOut({ now, report }: MidiOutOptions): MidiOut {
  const lines = new Map<string, Line>()
  const missing = new Set<string>()
  const sounding = new Map<number, Sounding>()
  let held: Held[] = []

  const disconnect = (name: string): void => {
    if (!lines.delete(name)) return
    let notes = 0
    for (const [id, note] of sounding) {
      if (note.port !== name) continue
      sounding.delete(id)
      notes++
    }
    held = held.filter((item) => item.port !== name)
    missing.add(name)
    const why = `${name} is gone${notes > 0 ? ` with ${notes} held` : ''}.`
    report(name, { state: 'failed', why, remedy: 'Plug it in again; it goes on by itself.' })
  }

  const sendTo = (name: string, line: Line, bytes: Uint8Array, atMilliseconds: number): boolean => {
    try {
      line.port.send(bytes, atMilliseconds)
    } catch {
      disconnect(name)
      return false
    }
    line.lastStampMilliseconds = Math.max(line.lastStampMilliseconds, atMilliseconds)
    return true
  }

  /** A key struck again before it was let go belongs to the later note. */
  const struckAgain = (id: number, place: Place): boolean => {
    for (const [other, note] of sounding) {
      const same =
        note.port === place.port && note.channel === place.channel && note.pitch === place.pitch
      if (same && other !== id) return true
    }
    return false
  }

  const send = (item: Held): void => {
    const line = lines.get(item.port)
    if (line === undefined) return
    const { note, port, channel, pitch } = item
    if (note?.type === 'noteOff') {
      if (!sounding.delete(note.id) || struckAgain(note.id, item)) return
    }
    const at = Math.max(item.atMilliseconds, now(), line.notBeforeMilliseconds)
    line.channels.add(channel)
    if (!sendTo(port, line, item.bytes, at)) return
    if (note?.type === 'noteOn')
      sounding.set(note.id, { port, channel, pitch, sentMilliseconds: at })
  }

  const pump = (): void => {
    const horizon = now() + AHEAD_MILLISECONDS
    for (let first = held[0]; first !== undefined; first = held[0]) {
      if (first.atMilliseconds > horizon) return
      held.shift()
      send(first)
    }
  }

  const hold = (item: Held): void => {
    let place = held.length
    while (place > 0 && (held[place - 1]?.atMilliseconds ?? 0) > item.atMilliseconds) place--
    held.splice(place, 0, item)
  }

  /**
   * When a note-off goes out: not before its note-on. null: not at all, because the note is not
   * ours, or has just been taken back.
   */
  const noteOffTime = ({ id }: NoteOffCommand, atMilliseconds: number): number | null => {
    const sent = sounding.get(id)
    if (sent !== undefined) return Math.max(atMilliseconds, sent.sentMilliseconds)
    const waiting = held.find((item) => item.note?.type === 'noteOn' && item.note.id === id)
    if (waiting === undefined) return null
    if (atMilliseconds > waiting.atMilliseconds) return atMilliseconds
    held = held.filter((item) => item !== waiting)
    return null
  }

  const panic = (): void => {
    held = []
    for (const [name, line] of lines) {
      const at = Math.max(now(), line.lastStampMilliseconds + 1)
      const last: Uint8Array[] = []
      for (const { port, channel, pitch } of sounding.values()) {
        if (port === name) last.push(noteOffMessage(channel, pitch))
      }
      for (const channel of line.channels) last.push(...silenceMessages(channel))
      for (const bytes of last) if (!sendTo(name, line, bytes, at)) break
      line.notBeforeMilliseconds = at
    }
    sounding.clear()
  }

  return {
    connect(port) {
      lines.set(port.name, {
        port,
        channels: new Set(),
        lastStampMilliseconds: -Infinity,
        notBeforeMilliseconds: -Infinity,
      })
      missing.delete(port.name)
      report(port.name, { state: 'running', detail: port.name })
    },
    disconnect,
    perform(command, atMilliseconds) {
      if (command.type === 'panic') {
        panic()
        return
      }
      const bytes = midiMessage(command)
      if (bytes === null || !('destination' in command)) return
      const { port, channel } = command.destination
      if (!lines.has(port)) {
        if (!missing.has(port)) {
          missing.add(port)
          const remedy = 'Click the MIDI light, plug it in, or choose another output.'
          report(port, { state: 'failed', why: `${port} is not there.`, remedy })
        }
        return
      }
      const asked = Number.isFinite(atMilliseconds) ? atMilliseconds : now()
      const at = command.type === 'noteOff' ? noteOffTime(command, asked) : asked
      if (at === null) return
      const isNote = command.type === 'noteOn' || command.type === 'noteOff'
      hold({
        atMilliseconds: at,
        port,
        channel,
        bytes,
        note: isNote ? noteOf(command) : null,
        pitch: isNote ? command.pitch : 0,
      })
      pump()
    },
    pump,
  }
}

const noteOf = ({ type, id }: NoteOnCommand | NoteOffCommand): Held['note'] => ({ type, id })
