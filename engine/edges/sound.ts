import type { SoundCommand } from '../sound/commands.ts'
import type { Instrument } from './instrument.ts'
import type { ShowClock } from './showClock.ts'
import type { Status } from '../core/status.ts'

/** The audio device with the instrument on it. */
export interface SoundDevice {
  /** null where there is no audio device. */
  readonly context: AudioContext | null
  /** What the speaker gets; null until the instrument is built. */
  readonly output: AudioNode | null
  perform(command: SoundCommand): void
  /** Lets sound begin; browsers ask for a gesture first. */
  unlock(): void
  /** Silent from now on, and gone. */
  close(): void
}

/** More than this while the instrument is being built is nobody's playing. */
const MOST_WAITING = 256
/** A click that comes later than this is no beat. */
const LATEST_CLICK_SECONDS = 0.1

/** Where the machine has no audio device at all: the show goes on, silent inside. */
const SILENT_DEVICE: SoundDevice = {
  context: null,
  output: null,
  perform: () => undefined,
  unlock: () => undefined,
  close: () => undefined,
}

/**
 * Opens the audio device and builds the instrument on it, still silent.
 * @param clock follows the device's clock from now on
 */
export function openSound(clock: ShowClock, onStatus: (status: Status) => void): SoundDevice {
  try {
    return buildSound(new AudioContext({ latencyHint: 'interactive' }), clock, onStatus)
  } catch (error) {
    const why = `There is no audio device: ${error instanceof Error ? error.message : 'no reason given'}.`
    onStatus({ state: 'failed', why, remedy: 'Connect one and reload the page, or use MIDI out.' })
    return SILENT_DEVICE
  }
}

function buildSound(
  context: AudioContext,
  clock: ShowClock,
  onStatus: (status: Status) => void,
): SoundDevice {
  const waiting: SoundCommand[] = []
  let instrument: Instrument | null = null
  let isBroken = false

  const tell = (): void => {
    if (isBroken) return
    if (!instrument) onStatus({ state: 'starting' })
    else if (context.state === 'running') {
      onStatus({ state: 'running', detail: `${context.sampleRate / 1000} kHz` })
    } else if (context.state === 'closed') {
      onStatus({ state: 'failed', why: 'The audio device closed.', remedy: 'Reload the page.' })
    } else onStatus({ state: 'retrying', why: 'Sound waits for a key or a click.' })
  }

  /** After a stall, or before the browser lets sound begin, many clicks would come at once. */
  const isMissed = ({ type }: SoundCommand, atAudioSeconds: number): boolean =>
    type === 'click' &&
    (context.state !== 'running' || atAudioSeconds < context.currentTime - LATEST_CLICK_SECONDS)

  const play = (command: SoundCommand): void => {
    const atAudioSeconds = clock.toAudio(command.atSeconds)
    if (!isMissed(command, atAudioSeconds)) instrument?.perform(command, atAudioSeconds)
  }

  const build = async (): Promise<void> => {
    try {
      // Loaded apart: Tone opens a device of its own at once, and fails where there is none.
      const { createInstrument } = await import('./instrument.ts')
      instrument = await createInstrument(context)
      for (const command of waiting.splice(0)) play(command)
    } catch (error) {
      isBroken = true
      const why = `The instrument was not built: ${error instanceof Error ? error.message : 'no reason given'}`
      onStatus({ state: 'failed', why, remedy: 'Use MIDI out, or reload the page.' })
    }
    tell()
  }

  clock.follow(context)
  context.addEventListener('statechange', tell)
  tell()
  void build()

  return {
    context,
    get output() {
      return instrument?.output ?? null
    },
    perform(command) {
      if (instrument) play(command)
      else if (waiting.length < MOST_WAITING) waiting.push(command)
    },
    unlock() {
      if (context.state !== 'running' && context.state !== 'closed') {
        // Refused outside a gesture; the next one asks again.
        context.resume().catch(() => undefined)
      }
    },
    close() {
      clock.follow(null)
      instrument?.dispose()
      context.close().catch(() => undefined)
    },
  }
}
