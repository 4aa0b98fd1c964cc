import type { Errand } from '../core/events.ts'
import type { Partner } from '../edges/partner.ts'
import type { Picture } from '../edges/picture.ts'
import type { ShowClock } from '../edges/showClock.ts'
import type { SoundDevice } from '../edges/sound.ts'
import { isAsk, isErrand, isPetal, type Command } from '../performance/commands.ts'
import type { NoticeBoard } from '../ui/notices.ts'
import type { MidiPorts } from './midiPorts.ts'

export interface CarrierPorts {
  readonly board: NoticeBoard
  readonly clock: ShowClock
  readonly partner: Partner
  readonly picture: Picture
  readonly sound: SoundDevice
  readonly midi: MidiPorts
  readonly errands: Readonly<Record<Errand, () => void>>
  /** Tells the other machines. */
  readonly tell: (command: Command) => void
}

/** Hands the fold's commands to the edges that carry them out. */
export function createCarrier(ports: CarrierPorts): (commands: readonly Command[]) => void {
  const { board, clock, partner, picture, sound, midi, errands, tell } = ports

  /** One edge's fault is that edge's: the others still get the command. */
  const guarded = (label: string, carryOut: () => void): void => {
    try {
      carryOut()
    } catch (error) {
      const why = error instanceof Error ? error.message : 'a fault'
      board.say('trouble', `${label}: ${why}; the show goes on.`)
    }
  }

  return (commands) => {
    for (const command of commands) {
      if (isAsk(command)) partner.ask(command)
      else if (isErrand(command)) guarded('Page', errands[command.errand])
      else if (isPetal(command)) guarded('Picture', () => picture.petal(command))
      else {
        guarded('Sound', () => sound.perform(command))
        guarded('MIDI', () => midi.perform(command, clock.toPerformance(command.atSeconds)))
        guarded('OSC', () => tell(command))
      }
    }
  }
}
