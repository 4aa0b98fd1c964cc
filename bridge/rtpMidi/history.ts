import type { MidiMessage } from '../midiStream.ts'
import { isCommand, isReset, RESET_ALL_CONTROLLERS, silences } from './channelMode.ts'
import type { ChannelJournal, Journal } from './journal.ts'

/** Something as it is now, and the packet that made it so (not wrapped at 16 bits). */
interface Stamped<T> {
  readonly value: T
  readonly packet: number
}

type Bank = { readonly msb: number; readonly lsb: number } | null

interface Channel {
  bank: Bank
  program: Stamped<{ readonly program: number; readonly bank: Bank }> | null
  /** By controller: its value, or how often the command was sent. */
  readonly controllers: Map<number, Stamped<number>>
  wheel: Stamped<number> | null
  /** By note, the velocity; 0 is a release. */
  readonly notes: Map<number, Stamped<number>>
  pressure: Stamped<number> | null
  readonly polyPressures: Map<number, Stamped<number>>
  /** How often each command was sent in the whole session (RFC 6295, A.3.3). */
  readonly counts: Map<number, number>
}

/**
 * A sender’s checkpoint history (RFC 6295, section 4): of all it sent since the packet that the
 * receiver has confirmed, what is still so. Its size is bounded by what a channel can be.
 */
export class History {
  readonly #channels = new Map<number, Channel>()
  #checkpoint: number

  /** @param first the first packet’s number */
  constructor(first: number) {
    this.#checkpoint = first
  }

  /** What a receiver may not know of. */
  get checkpoint(): number {
    return this.#checkpoint
  }

  /** Notes a message that a packet carries. */
  add(message: MidiMessage, packet: number): void {
    const [status = 0, first = 0, second = 0] = message
    if (status >= 0xf0) return
    const channel = this.#channel(status & 15)
    switch (status & 0xf0) {
      case 0x80:
        channel.notes.set(first, { value: 0, packet })
        break
      case 0x90:
        // Set anew, so that the journal has the notes in the order in which they began.
        channel.notes.delete(first)
        channel.notes.set(first, { value: second, packet })
        break
      case 0xa0:
        channel.polyPressures.set(first, { value: second, packet })
        break
      case 0xb0:
        control(channel, first, second, packet)
        break
      case 0xc0:
        channel.program = { value: { program: first, bank: channel.bank }, packet }
        break
      case 0xd0:
        channel.pressure = { value: first, packet }
        break
      default:
        channel.wheel = { value: (second << 7) | first, packet }
    }
  }

  /** The receiver has had all up to this packet. */
  confirm(packet: number): void {
    this.#checkpoint = Math.max(this.#checkpoint, packet + 1)
  }

  /** What a receiver needs that got the packet after this one and may have missed this one. */
  journal(last: number): Journal {
    const channels: ChannelJournal[] = []
    for (const [number, channel] of this.#channels) {
      const journal = this.#journalOf(number, channel, last)
      if (journal !== null) channels.push(journal)
    }
    return { checkpoint: Math.min(this.#checkpoint, last) & 0xffff, channels }
  }

  #channel(number: number): Channel {
    const known = this.#channels.get(number)
    if (known !== undefined) return known
    const channel: Channel = {
      bank: null,
      program: null,
      controllers: new Map(),
      wheel: null,
      notes: new Map(),
      pressure: null,
      polyPressures: new Map(),
      counts: new Map(),
    }
    this.#channels.set(number, channel)
    return channel
  }

  #journalOf(number: number, channel: Channel, last: number): ChannelJournal | null {
    const isNews = (item: Stamped<unknown> | null): item is Stamped<unknown> =>
      item !== null && item.packet >= this.#checkpoint
    const newsOf = (items: ReadonlyMap<number, Stamped<number>>): [number, Stamped<number>][] =>
      [...items].filter(([, item]) => isNews(item))
    const isOld = (item: Stamped<unknown>): boolean => item.packet < last
    const { program, wheel, pressure } = channel
    const notes = newsOf(channel.notes)
    const released = notes.filter(([, { value }]) => value === 0)
    const journal: ChannelJournal = {
      channel: number,
      program: isNews(program) ? { ...program.value, isOld: isOld(program) } : null,
      controllers: newsOf(channel.controllers).map(([controller, item]) => ({
        controller,
        tool: isCommand(controller) ? 'count' : 'value',
        value: isCommand(controller) ? item.value & 63 : item.value,
        isOld: isOld(item),
      })),
      wheel: isNews(wheel) ? { value: wheel.value, isOld: isOld(wheel) } : null,
      notes: notes
        .filter(([, { value }]) => value > 0)
        .map(([note, item]) => ({
          note,
          velocity: item.value,
          isPlayable: true,
          isOld: isOld(item),
        })),
      releases: {
        notes: released.map(([note]) => note),
        isOld: released.every(([, item]) => isOld(item)),
      },
      pressure: isNews(pressure) ? { pressure: pressure.value, isOld: isOld(pressure) } : null,
      polyPressures: newsOf(channel.polyPressures).map(([note, item]) => ({
        note,
        pressure: item.value,
        isOld: isOld(item),
      })),
    }
    const { controllers, polyPressures } = journal
    const isEmpty = controllers.length + notes.length + polyPressures.length === 0
    return isEmpty && !journal.program && !journal.wheel && !journal.pressure ? null : journal
  }
}

function control(channel: Channel, controller: number, value: number, packet: number): void {
  if (!isCommand(controller)) {
    channel.controllers.set(controller, { value, packet })
    const { msb, lsb } = channel.bank ?? { msb: 0, lsb: 0 }
    if (controller === 0) channel.bank = { msb: value, lsb }
    if (controller === 32) channel.bank = { msb, lsb: value }
    return
  }
  const count = (channel.counts.get(controller) ?? 0) + 1
  channel.counts.set(controller, count)
  channel.controllers.set(controller, { value: count, packet })
  // What a command undid is no longer so (RFC 6295, section 4: “active” commands).
  if (silences(controller)) channel.notes.clear()
  if (controller === RESET_ALL_CONTROLLERS) {
    for (const number of channel.controllers.keys()) {
      if (isReset(number)) channel.controllers.delete(number)
    }
    channel.wheel = null
    channel.pressure = null
    channel.polyPressures.clear()
  }
}
