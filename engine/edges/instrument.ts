import { bpm, unit, type Bpm } from '../core/units.ts'
import type { Destination, LevelCommand, SoundCommand } from '../sound/commands.ts'
import { dottedEighthSeconds } from '../sound/mix.ts'
import { GLASS, REED } from '../sound/timbre.ts'
import { Click } from './tone/click.ts'
import { toneContext, type RenderContext } from './tone/context.ts'
import { glassVoice } from './tone/glassVoice.ts'
import { createMaster } from './tone/master.ts'
import { reedVoice } from './tone/reedVoice.ts'
import { Section } from './tone/section.ts'
import { Wet } from './tone/wet.ts'

/** Commands that go where a voice goes. */
type NoteCommand = Extract<SoundCommand, { readonly destination: Destination }>

/** Everything that sounds inside. */
export interface Instrument {
  /** What the speaker gets, for recording and measuring. */
  readonly output: AudioNode
  /**
   * Carries out a command that is meant for this instrument; others are left alone.
   * @param atAudioSeconds time of the audio context; one that has passed, or no number, means now
   */
  perform(command: SoundCommand, atAudioSeconds: number): void
  /** Falls silent and leaves the graph; the context stays open. */
  dispose(): void
}

const INITIAL_TEMPO: Bpm = bpm(120)

/** Lets other work on this thread go first: building all voices at once would block it. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })

/**
 * Builds the instrument on a context, which may still be suspended: notes wait for it.
 * @returns once every voice is built
 */
export async function createInstrument(context: RenderContext): Promise<Instrument> {
  const tone = toneContext(context)
  const master = createMaster(context)
  const glass = new Section(context, GLASS)
  const reed = new Section(context, REED)
  const click = new Click(context)
  const wet = new Wet(context, master.input, dottedEighthSeconds(INITIAL_TEMPO))
  await breathe()
  wet.prepare()
  for (const [section, reverbSend] of [
    [glass, GLASS.reverbSend],
    [reed, REED.reverbSend],
  ] as const) {
    section.output.connect(master.input)
    wet.connect(section.output, reverbSend)
  }
  wet.connectEcho(reed.echo)
  click.output.connect(master.input)
  while (glass.missing > 0) {
    await breathe()
    glass.add((place) => glassVoice(tone, context, place))
  }
  while (reed.missing > 0) {
    await breathe()
    reed.add((place) => reedVoice(tone, context, place))
  }

  const setLevel = ({ voice, decibels }: LevelCommand, at: number): void => {
    if (voice === 'click') click.level(decibels, at)
    else (voice === 'performer' ? glass : reed).level(decibels, at)
  }

  const panic = (at: number): void => {
    glass.silence(at)
    reed.silence(at)
    click.silence(at)
    wet.flush(at)
  }

  const playNote = (command: NoteCommand, at: number): void => {
    const section = command.voice === 'performer' ? glass : reed
    switch (command.type) {
      case 'noteOn':
        wet.feed()
        section.noteOn(command, at)
        break
      case 'noteOff':
        section.noteOff(command, at)
        break
      case 'bend':
        section.bend(command, at)
        break
      case 'pressure':
        section.press(command, at)
    }
  }

  const carryOut = (command: SoundCommand, at: number): void => {
    switch (command.type) {
      case 'click':
        click.play(command.accent, at)
        break
      case 'level':
        setLevel(command, at)
        break
      case 'echo':
        wet.setEcho(unit(command.amount), dottedEighthSeconds(command.tempo), at)
        break
      case 'panic':
        panic(at)
        break
      default:
        if (command.destination.internal) playNote(command, at)
    }
  }

  return {
    output: master.output,
    perform(command, atAudioSeconds) {
      const now = context.currentTime
      carryOut(command, Number.isFinite(atAudioSeconds) ? Math.max(atAudioSeconds, now) : now)
      glass.rest()
      reed.rest()
      wet.rest()
    },
    dispose() {
      for (const part of [click, glass, reed, wet, master]) part.dispose()
    },
  }
}
