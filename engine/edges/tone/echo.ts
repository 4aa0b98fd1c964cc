import {
  ECHO_FEEDBACK,
  ECHO_GAIN,
  LONGEST_ECHO_SECONDS,
  PANIC_FADE_SECONDS,
} from '../../sound/mix.ts'
import { glide, release } from './level.ts'

/** How a change of tempo moves the echo: as a tape machine's does. */
const TIME_GLIDE_SECONDS = 0.15
const FEED_GLIDE_SECONDS = 0.03

/** One ping-pong delay: left, right, left, each softer by the feedback. */
export interface Echo {
  readonly input: AudioNode
  /** @param amount 0..1, how much it is fed */
  set(amount: number, delaySeconds: number, atSeconds: number): void
  /** Falls silent for good. */
  end(atSeconds: number): void
  dispose(): void
}

/** An echo that is fed nothing until it is set. @param output gets the echoes alone */
export function createEcho(raw: BaseAudioContext, output: AudioNode, delaySeconds: number): Echo {
  const feed = raw.createGain()
  feed.channelCount = 1
  feed.channelCountMode = 'explicit'
  feed.gain.value = 0
  const delays = [
    raw.createDelay(LONGEST_ECHO_SECONDS),
    raw.createDelay(LONGEST_ECHO_SECONDS),
  ] as const
  const merger = raw.createChannelMerger(2)
  const heard = raw.createGain()
  for (const delay of delays) delay.delayTime.value = delaySeconds
  const [left, right] = delays
  const across = raw.createGain()
  const back = raw.createGain()
  across.gain.value = ECHO_FEEDBACK
  back.gain.value = ECHO_FEEDBACK
  feed.connect(left)
  left.connect(across).connect(right)
  right.connect(back).connect(left)
  left.connect(merger, 0, 0)
  right.connect(merger, 0, 1)
  merger.connect(heard).connect(output)
  let current = delaySeconds
  return {
    input: feed,
    set(nextAmount, nextSeconds, atSeconds) {
      glide(feed.gain, nextAmount * ECHO_GAIN, atSeconds, FEED_GLIDE_SECONDS)
      if (nextSeconds === current) return
      current = nextSeconds
      for (const delay of delays) glide(delay.delayTime, nextSeconds, atSeconds, TIME_GLIDE_SECONDS)
    },
    end(atSeconds) {
      release(heard.gain, atSeconds, PANIC_FADE_SECONDS)
    },
    dispose() {
      for (const node of [feed, left, right, across, back, merger, heard]) node.disconnect()
    },
  }
}
