import type { MidiMessage } from '../midiStream.ts'
import { isCommand, isReset, RESET_ALL_CONTROLLERS, silences, WHEEL_CENTRE } from './channelMode.ts'
import type { ChannelJournal, ControllerLog, Journal, ProgramLog } from './journal.ts'

interface Bank {
  readonly msb: number
  readonly lsb: number
}

interface Channel {
  /** With the bank it was chosen from. */
  program: { readonly program: number; readonly bank: Bank } | null
  bank: Bank
  readonly controllers: Map<number, number>
  readonly counts: Map<number, number>
  wheel: number
  /** By note, the velocity. */
  readonly notes: Map<number, number>
  pressure: number
  readonly polyPressures: Map<number, number>
}

const SUSTAIN = 64

/**
 * What a receiver has heard so far, channel by channel, and from that and a journal what it has
 * missed (RFC 6295, section 4 and appendix A).
 */
export class Mirror {
  readonly #channels = new Map<number, Channel>()

  /** Notes a message that was heard. */
  hear(message: MidiMessage): void {
    const [status = 0, first = 0, second = 0] = message
    if (status >= 0xf0) return
    const channel = this.#channel(status & 15)
    switch (status & 0xf0) {
      case 0x80:
        channel.notes.delete(first)
        break
      case 0x90:
        if (second === 0) channel.notes.delete(first)
        else channel.notes.set(first, second)
        break
      case 0xa0:
        channel.polyPressures.set(first, second)
        break
      case 0xb0:
        hearController(channel, first, second)
        break
      case 0xc0:
        channel.program = { program: first, bank: channel.bank }
        break
      case 0xd0:
        channel.pressure = first
        break
      default:
        channel.wheel = (second << 7) | first
    }
  }

  /** The messages that lead from what was heard to what the journal says; they count as heard. */
  recover(journal: Journal): MidiMessage[] {
    return journal.channels.flatMap((channel) => this.#recoverChannel(channel))
  }

  /** The messages that let go of all that sounds; they count as heard. */
  release(): MidiMessage[] {
    const messages = [...this.#channels].flatMap(([number, { notes, controllers }]) => [
      ...[...notes.keys()].map((note) => Uint8Array.of(0x80 | number, note, 64)),
      ...((controllers.get(SUSTAIN) ?? 0) > 0 ? [Uint8Array.of(0xb0 | number, SUSTAIN, 0)] : []),
    ])
    for (const message of messages) this.hear(message)
    return messages
  }

  #channel(number: number): Channel {
    const known = this.#channels.get(number)
    if (known !== undefined) return known
    const channel: Channel = {
      program: null,
      bank: { msb: 0, lsb: 0 },
      controllers: new Map(),
      counts: new Map(),
      wheel: WHEEL_CENTRE,
      notes: new Map(),
      pressure: 0,
      polyPressures: new Map(),
    }
    this.#channels.set(number, channel)
    return channel
  }

  #recoverChannel(journal: ChannelJournal): MidiMessage[] {
    const { channel: number, program, wheel, pressure } = journal
    const channel = this.#channel(number)
    const messages: MidiMessage[] = []
    const say = (status: number, ...data: number[]): void => {
      const message = Uint8Array.of(status | number, ...data)
      messages.push(message)
      this.hear(message)
    }
    // Commands first: what they undo is not in the journal unless it was done again after them.
    for (const { controller, tool, value } of journal.controllers) {
      if (tool !== 'count') continue
      const missed = (value - (channel.counts.get(controller) ?? 0)) & 63
      if (missed === 0) continue
      say(0xb0, controller, 0)
      channel.counts.set(controller, value)
    }
    for (const note of journal.releases.notes) if (channel.notes.has(note)) say(0x80, note, 64)
    if (program !== null && !isChosen(channel, program)) {
      if (program.bank !== null) {
        say(0xb0, 0, program.bank.msb)
        say(0xb0, 32, program.bank.lsb)
      }
      say(0xc0, program.program)
    }
    for (const log of journal.controllers) {
      const value = recovered(channel, log)
      if (value !== null) say(0xb0, log.controller, value)
    }
    if (wheel !== null && wheel.value !== channel.wheel) {
      say(0xe0, wheel.value & 127, wheel.value >> 7)
    }
    if (pressure !== null && pressure.pressure !== channel.pressure) say(0xd0, pressure.pressure)
    for (const { note, velocity, isPlayable } of journal.notes) {
      if (channel.notes.get(note) === velocity || !isPlayable) continue
      if (channel.notes.has(note)) say(0x80, note, 64)
      if (velocity > 0) say(0x90, note, velocity)
    }
    for (const { note, pressure: value } of journal.polyPressures) {
      if (channel.polyPressures.get(note) !== value) say(0xa0, note, value)
    }
    return messages
  }
}

function isChosen({ program: heard }: Channel, { program, bank }: ProgramLog): boolean {
  if (heard?.program !== program) return false
  return bank === null || (bank.msb === heard.bank.msb && bank.lsb === heard.bank.lsb)
}

/** The value that a controller should have and has not; null when it has. */
function recovered(channel: Channel, log: ControllerLog): number | null {
  const { controller, tool, value } = log
  const heard = channel.controllers.get(controller)
  if (tool === 'count') return null
  if (tool === 'value') return heard === value ? null : value
  // A.3.3: a switch that changed state an odd number of times is on.
  const isOn = (value & 1) === 1
  return isOn === (heard ?? 0) >= 64 ? null : isOn ? 127 : 0
}

function hearController(channel: Channel, controller: number, value: number): void {
  if (!isCommand(controller)) {
    channel.controllers.set(controller, value)
    if (controller === 0) channel.bank = { ...channel.bank, msb: value }
    if (controller === 32) channel.bank = { ...channel.bank, lsb: value }
    return
  }
  channel.counts.set(controller, (channel.counts.get(controller) ?? 0) + 1)
  if (silences(controller)) channel.notes.clear()
  if (controller === RESET_ALL_CONTROLLERS) {
    for (const number of channel.controllers.keys()) {
      if (isReset(number)) channel.controllers.delete(number)
    }
    channel.wheel = WHEEL_CENTRE
    channel.pressure = 0
    channel.polyPressures.clear()
  }
}
