import { seconds, type Seconds } from '../core/units.ts'

/**
 * A leader's show time as a follower tells it, from what says when the leader said it. What came
 * quickest in the last while says most: others were only held up. So the two machines' clocks need
 * not agree on anything but their pace.
 */
export interface FollowClock {
  /** Least of arrival minus show time, by the follower's clock, in this window and in the last. */
  readonly least: number
  readonly leastBefore: number
  /** When this window began. */
  readonly windowSeconds: number
  /** The last arrival. */
  readonly atSeconds: number
  /** Arrival minus show time as it is told; glides to the least. */
  readonly shift: number
}

/** Show time of a follower lies so far behind what reaches it quickest; later than that is late. */
export const FOLLOW_DELAY_SECONDS = seconds(0.06)
/** Clocks of two machines part by less than a millisecond in so long. */
const WINDOW_SECONDS = 10
/** Told time is never faster or slower than real time by more than this. */
const GREATEST_SLEW = 0.02
/** More than this is another beginning: the leader's clock stood still, or ours was set. */
const JUMP_SECONDS = 0.25

/**
 * Takes in that at a moment by the follower's clock word came of this show time.
 * @param clock null before the first word
 */
export function hearLeader(
  clock: FollowClock | null,
  showSeconds: number,
  atSeconds: number,
): FollowClock {
  const shift = atSeconds - showSeconds
  if (clock === null) return beginning(shift, atSeconds)
  const isNewWindow = atSeconds - clock.windowSeconds >= WINDOW_SECONDS
  const least = isNewWindow ? shift : Math.min(clock.least, shift)
  const leastBefore = isNewWindow ? clock.least : clock.leastBefore
  const wanted = Math.min(least, leastBefore)
  // Held up for so long that the old least is no measure any more, or set back.
  if (Math.abs(wanted - clock.shift) > JUMP_SECONDS) return beginning(shift, atSeconds)
  const most = GREATEST_SLEW * Math.max(0, atSeconds - clock.atSeconds)
  return {
    least,
    leastBefore,
    windowSeconds: isNewWindow ? atSeconds : clock.windowSeconds,
    atSeconds,
    shift: clock.shift + Math.max(-most, Math.min(most, wanted - clock.shift)),
  }
}

const beginning = (shift: number, atSeconds: number): FollowClock => ({
  least: shift,
  leastBefore: shift,
  windowSeconds: atSeconds,
  atSeconds,
  shift,
})

/** The leader's show time that a follower shows at a moment of its own clock. */
export const followedSeconds = (clock: FollowClock, atSeconds: number): Seconds =>
  seconds(atSeconds - clock.shift - FOLLOW_DELAY_SECONDS)

/** When a follower shows a moment of the leader's show time, by its own clock. */
export const momentOfShow = (clock: FollowClock, showSeconds: number): number =>
  showSeconds + clock.shift + FOLLOW_DELAY_SECONDS
