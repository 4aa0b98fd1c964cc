import type { Event } from '../../engine/core/events.ts'
import { openBridgeLine } from '../../engine/cli/bridgeLine.ts'
import { buildVersion } from '../../engine/cli/package.ts'
import { EnsembleLeader } from '../../engine/edges/ensembleLeader.ts'
import { encodeEnsemble, readEnsemble } from '../../bridge/ensemble.ts'
import { decode, isBundle } from '../../bridge/osc.ts'
import type { Ask } from '../../engine/continuation/ask.ts'
import { Conductor, LOOKAHEAD_SECONDS } from '../../engine/performance/conductor.ts'
import { frameOf } from '../../engine/performance/view.ts'
import { createPetalStore } from '../../engine/visuals/petalStore.ts'
import { ScriptedNetwork, anything } from '../performance/scriptedNetwork.ts'
import { noteOff, noteOn, READY } from '../performance/stage.ts'

/**
 * A page that leads, without the page: it plays for ever, a network answers, and it tells its parent
 * what its picture is at each beat that it shares. Its argument is the address of its bridge.
 */

/** What the leader tells its parent. */
export type LeaderNews =
  | { readonly type: 'frame'; readonly showSeconds: number; readonly frame: unknown }
  | { readonly type: 'said'; readonly line: string }

const WAKE_MILLISECONDS = 5
const NOTES = [60, 62, 64, 67, 69, 72]

const tell = (news: LeaderNews): void => void process.send?.(news)
const nowSeconds = (): number => (performance.now() - begun) / 1000
const begun = performance.now()
const petals = createPetalStore(1000, 1)
const network = new ScriptedNetwork(anything)
const asked: Ask[] = []
const take = `take-${String(process.pid)}`

const leader = new EnsembleLeader(take, {
  send(packet) {
    line.send(packet)
    const message = readEnsemble(decode(packet))
    if (message?.type !== 'beat') return
    const { showSeconds } = message
    tell({ type: 'frame', showSeconds, frame: frameOf(conductor.state, showSeconds) })
  },
  snapshot: () => ({
    build: buildVersion(),
    nextSequence: conductor.nextSequence,
    showSeconds: nowSeconds(),
    state: conductor.state,
    scene: 'garden',
    petals: petals.snapshot(),
  }),
  network: () => null,
  say: (_tone, line) => tell({ type: 'said', line }),
})
const conductor: Conductor = new Conductor(3, buildVersion(), {
  write: (lines) => leader.write(lines),
  perform(commands) {
    for (const command of commands) if (command.type === 'ask') asked.push(command.ask)
  },
})
const line = openBridgeLine(`${(process.argv[2] ?? '').replace(/^http/, 'ws')}/osc`, {
  joined: () => leader.joined(),
  lost: () => undefined,
  message(message) {
    const packet = decode(encodeEnsemble(message))
    if (!isBundle(packet)) leader.hear(packet)
  },
})

const accept = (event: Event): void => conductor.accept(event, nowSeconds())
accept(READY)
accept({ type: 'setParameter', parameter: 'tempo', value: 240 })
accept({ type: 'mode', mode: 'together' })

let beat = 0
setInterval(() => {
  const now = nowSeconds()
  conductor.advanceTo(now + LOOKAHEAD_SECONDS)
  for (const ask of asked.splice(0)) {
    const reply = network.answer(ask)
    if (reply?.outcome === 'logits') {
      accept({ type: 'modelReply', ask: reply.ask, logits: reply.logits })
    } else if (reply) accept({ type: 'modelLost', ask: reply.ask })
  }
  if (now > beat * 0.25) {
    const pitch = NOTES[beat++ % NOTES.length] ?? 60
    accept(beat % 3 === 0 ? noteOff(pitch) : noteOn(pitch))
    accept({ type: 'setParameter', parameter: 'temperature', value: (beat % 8) / 8 + 0.5 })
  }
  leader.wake(conductor.state, conductor.nextSequence, now)
}, WAKE_MILLISECONDS)
