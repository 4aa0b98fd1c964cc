import type { Event } from '../core/events.ts'
import type { OutputListener } from '../edges/bridgeMidi.ts'
import { createMidiOut, type MidiPort } from '../edges/midiOut.ts'
import { createWebMidi } from '../edges/webMidi.ts'
import { eventOfMidi } from '../input/normalise.ts'
import type { SoundCommand } from '../sound/commands.ts'
import type { NoticeBoard } from '../ui/notices.ts'

export interface MidiListener {
  readonly board: NoticeBoard
  /** Takes what happened. Times are performance time, milliseconds. */
  readonly offer: (event: Event, atMilliseconds: number) => void
  readonly now: () => number
}

/** The MIDI devices of the page: the browser's inputs and outputs, and the bridge's outputs. */
export interface MidiPorts extends OutputListener {
  /** Names of the inputs that the browser hears. */
  readonly inputs: readonly string[]
  /** Names of the outputs there are; never changed, so that panels see another list as another. */
  readonly outputs: readonly string[]
  /** Asks for permission: only ever after a click on the light. */
  open(): void
  /** A permission given in an earlier show is not asked for again. */
  openKnown(): void
  /** @param atMilliseconds performance time */
  perform(command: SoundCommand, atMilliseconds: number): void
  /** Sends what is due. */
  pump(): void
}

export function openMidiPorts({ board, offer, now }: MidiListener): MidiPorts {
  const inputs = new Set<string>()
  let outputs: readonly string[] = []
  /** Outputs that notes were meant for and that are not there. */
  const missing = new Set<string>()
  const out = createMidiOut({
    now,
    report(port, status) {
      if (status.state === 'failed') {
        missing.add(port)
        board.say('trouble', `${status.why} ${status.remedy}`)
      } else if (missing.delete(port)) board.say('news', `${port} is back.`)
    },
  })
  const listener: OutputListener = {
    outputConnected(port: MidiPort) {
      outputs = [...outputs, port.name]
      out.connect(port)
    },
    outputDisconnected(name) {
      outputs = outputs.filter((other) => other !== name)
      out.disconnect(name)
    },
  }
  const browser = createWebMidi({
    status: (status) => board.light('midi', status),
    input(name, connected) {
      offer({ type: 'device', device: `midi:${name}`, connected }, now())
      if (connected) inputs.add(name)
      else inputs.delete(name)
      board.say(
        connected ? 'news' : 'trouble',
        connected
          ? `${name} is here.`
          : `${name} left; its held notes were released. Plug it in again to go on.`,
      )
    },
    message(name, bytes, timeStampMilliseconds) {
      const event = eventOfMidi(`midi:${name}`, bytes)
      if (event) offer(event, timeStampMilliseconds)
    },
    ...listener,
  })
  board.light('midi', { state: 'idle', detail: 'Click here to use MIDI' })

  async function openWhereGranted(): Promise<void> {
    const { state } = await navigator.permissions.query({ name: 'midi' })
    if (state === 'granted') await browser.start()
  }

  return {
    get inputs() {
      return [...inputs]
    },
    get outputs() {
      return outputs
    },
    ...listener,
    open: () => void browser.start(),
    openKnown() {
      openWhereGranted().catch(() => {
        // A browser without that question asks when the light is clicked.
      })
    },
    perform: (command, atMilliseconds) => out.perform(command, atMilliseconds),
    pump: () => out.pump(),
  }
}
