import { openShippedPetals } from '../models/petal/shipped.ts'
import { BUILD } from './core/build.ts'
import { encodeEnsemble, readEnsemble } from '../bridge/ensemble.ts'
import { seconds } from './core/units.ts'
import { BridgeSocket } from './edges/bridgeSocket.ts'
import { FollowedPetals } from './edges/followedPetals.ts'
import { createPicture } from './edges/picture.ts'
import { createShowClock } from './edges/showClock.ts'
import { openSound, type SoundDevice } from './edges/sound.ts'
import { startTimer } from './edges/timer.ts'
import { canvasOfPage, createCanvasSize } from './page/canvas.ts'
import { isPetal, isSound, type Command } from './performance/commands.ts'
import { FollowedShow } from './performance/followedShow.ts'
import type { Comparison } from './performance/follower.ts'
import { frameOf } from './performance/view.ts'
import { FollowStrip, SOUND_EVENT, type FollowWords } from './ui/followStrip.ts'

/**
 * The composition root of a follower's page: it draws what a leader draws, asks no model, and sounds
 * only when it is asked to.
 */

const BRIDGE = new URL('osc', document.baseURI.replace(/^http/, 'ws')).href
/** Of another page on the same machine, to be told apart at the leader's. */
const NAME = `Follower ${crypto.randomUUID().slice(0, 4)}`

const performanceNow = (): number => performance.now()
const nowSeconds = (): number => performanceNow() / 1000
/** This machine's own show time, for its audio device. */
const clock = createShowClock(performanceNow)
const strip = new FollowStrip()
let sound: SoundDevice | null = null
let bridgeTrouble = ''
let pictureTrouble = ''
let latest: Comparison | null = null

const picture = createPicture(canvasOfPage(), ({ supervised, trouble }) => {
  if (trouble) pictureTrouble = `${trouble.scene}: ${trouble.why} ${trouble.remedy}`
  else if (supervised.state === 'failed') pictureTrouble = `${supervised.why} ${supervised.remedy}`
  else pictureTrouble = ''
})

/** A moment of the leader's show time as one of ours. */
function ours(showSeconds: number): number {
  const moment = show.momentOf(showSeconds)
  return moment === null ? clock.now() : clock.fromPerformance(moment * 1000)
}

function perform(commands: readonly Command[]): void {
  for (const command of commands) {
    if (isPetal(command)) picture.petal(command)
    else if (sound !== null && isSound(command)) {
      sound.perform({ ...command, atSeconds: seconds(ours(command.atSeconds)) })
    }
  }
}

const petals = new FollowedPetals({
  show: (network) => picture.network(network),
  shipped: () => openShippedPetals(),
  ask: (hash) => bridge.share(encodeEnsemble({ type: 'askPetals', hash })),
})

const silence = (): void => sound?.perform({ type: 'panic', atSeconds: clock.now() })

const show: FollowedShow = new FollowedShow(BUILD, {
  perform,
  happened(event) {
    if (event.type === 'scene') picture.scene(event.name)
    else if (event.type === 'petals') petals.want(event.hash)
  },
  begin({ petals: those, scene, state }) {
    silence()
    latest = null
    picture.restore(those)
    if (state.petals !== null) petals.want(state.petals.hash)
    if (scene !== '') picture.scene(scene)
  },
  ask: () => bridge.share(encodeEnsemble({ type: 'ask' })),
  compared(comparison) {
    latest = comparison
    const { bar, digest, leaders } = comparison
    const { take } = show.follower
    bridge.share(encodeEnsemble({ type: 'report', take, name: NAME, bar, digest, leaders }))
  },
})

const bridge: BridgeSocket = new BridgeSocket(
  BRIDGE,
  {
    status(status) {
      bridgeTrouble = status.state === 'retrying' || status.state === 'failed' ? status.why : ''
    },
    joined: () => bridge.share(encodeEnsemble({ type: 'follow', name: NAME })),
    released: silence,
    midiPorts: () => undefined,
    message(packet) {
      const message = readEnsemble(packet)
      switch (message?.type) {
        case 'petals':
          petals.hear(message)
          break
        case 'lead':
        case 'record':
        case 'beat':
        case 'snapshot':
          show.hear(message, nowSeconds())
      }
    },
  },
  performanceNow,
)

function wordsNow(): FollowWords {
  const trouble = pictureTrouble || bridgeTrouble || petals.trouble
  if (trouble !== '') return { isTrouble: true, text: trouble }
  const { following } = show.follower
  if (following.state === 'leaderless') {
    return { isTrouble: false, text: 'Nobody leads. Open Anthesis on the performer’s machine.' }
  }
  if (following.state === 'joining') {
    return { isTrouble: following.why !== null, text: `Joining the show. ${following.why ?? ''}` }
  }
  const compared = latest === null ? '' : ` · bar ${latest.bar} · ${latest.digest} as the leader`
  return { isTrouble: false, text: `Following${compared}` }
}

const fitCanvas = createCanvasSize(picture)

function draw(): void {
  requestAnimationFrame(draw)
  fitCanvas()
  const state = show.follower.performance
  const showSeconds = show.showSeconds(nowSeconds())
  if (state !== null && showSeconds !== null) picture.frame(frameOf(state, showSeconds))
  const words = wordsNow()
  if (words.text !== strip.words.text) strip.words = words
}

function wake(): void {
  bridge.wake()
  show.wake(nowSeconds())
  petals.wake(nowSeconds())
}

strip.addEventListener(SOUND_EVENT, () => {
  strip.isSounding = !strip.isSounding
  if (!strip.isSounding) {
    silence()
    sound?.close()
    sound = null
  } else {
    sound = openSound(clock, () => undefined)
    sound.unlock()
  }
})

document.body.append(strip)
startTimer(wake)
draw()

/** For the console and the tests. */
export { picture, show }
