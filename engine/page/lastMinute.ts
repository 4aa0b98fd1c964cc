import { createEncorePlayer, type EncorePlayer } from '../edges/encorePlayer.ts'
import type { Picture } from '../edges/picture.ts'
import type { ShowClock } from '../edges/showClock.ts'
import type { Command } from '../performance/commands.ts'
import type { Conductor } from '../performance/conductor.ts'
import { encoreOf } from '../performance/encore.ts'
import type { NoticeBoard } from '../ui/notices.ts'

const MINUTE_SECONDS = 60
/** From the press to the first note. */
const AHEAD_SECONDS = 0.2

export interface LastMinutePorts {
  readonly board: NoticeBoard
  readonly clock: ShowClock
  readonly conductor: Conductor
  readonly picture: Picture
  readonly perform: (commands: readonly Command[]) => void
}

/** The last minute, played again beside the fold. */
export interface LastMinute {
  readonly isPlaying: boolean
  /** Whose note sounds in it. */
  readonly playing: EncorePlayer['playing']
  /** Begins it, or ends it while it plays. */
  toggle(): void
  stop(): void
  advanceTo(horizonSeconds: number): void
}

export function createLastMinute(ports: LastMinutePorts): LastMinute {
  const { board, clock, conductor, picture } = ports
  const player = createEncorePlayer(ports.perform, () =>
    board.say('news', 'That was the last minute.'),
  )

  const start = (): void => {
    const from = clock.now() - MINUTE_SECONDS
    const again = encoreOf(conductor.recent(), conductor.state, from)
    if (!again.commands.some(({ type }) => type === 'noteOn')) {
      board.say('news', 'Nothing was played in the last minute. Play, then press R.')
      return
    }
    picture.clear()
    player.start(again, clock.now() + AHEAD_SECONDS)
    board.say(
      again.isIdentical ? 'news' : 'trouble',
      again.isIdentical
        ? `The last minute again, bit for bit: ${again.digest}.`
        : 'The last minute again, but it differs from what was played. Save the take and report it.',
    )
  }

  return {
    get isPlaying() {
      return player.isPlaying
    },
    get playing() {
      return player.playing
    },
    toggle() {
      if (player.isPlaying) player.stop(clock.now())
      else start()
    },
    stop: () => player.stop(clock.now()),
    advanceTo: (horizonSeconds) => player.advanceTo(horizonSeconds),
  }
}
