import { scenes } from '../../scenes/index.ts'
import { BUILD } from '../core/build.ts'
import type { Event } from '../core/events.ts'
import { BridgeMidi } from '../edges/bridgeMidi.ts'
import { BridgeSocket } from '../edges/bridgeSocket.ts'
import { BridgeStatus } from '../edges/bridgeStatus.ts'
import { EnsembleLeader } from '../edges/ensembleLeader.ts'
import { OscDesk } from '../edges/oscDesk.ts'
import { textOfModel } from '../edges/petalKeep.ts'
import type { PetalStudio } from '../edges/petalStudioContract.ts'
import type { Picture } from '../edges/picture.ts'
import type { ShowClock } from '../edges/showClock.ts'
import type { PageActions } from '../performance/addresses.ts'
import type { Command } from '../performance/commands.ts'
import type { Conductor } from '../performance/conductor.ts'
import type { NoticeBoard } from '../ui/notices.ts'
import type { MidiPorts } from './midiPorts.ts'

const BRIDGE = new URL('osc', document.baseURI.replace(/^http/, 'ws')).href
const STATUS = new URL('status', document.baseURI).href

export interface BridgePorts {
  readonly takeName: string
  readonly board: NoticeBoard
  readonly clock: ShowClock
  readonly conductor: () => Conductor
  readonly midi: MidiPorts
  readonly picture: Picture
  readonly studio: PetalStudio
  /** The scene that is on; '' before the first. */
  readonly scene: () => string
  readonly actions: Omit<PageActions, 'scenes' | 'showScene'>
  readonly offer: (event: Event, atMilliseconds: number) => void
  readonly now: () => number
}

/** All that goes by the bridge: OSC, its MIDI ports, and the machines that follow. */
export interface Bridge {
  /** Tells of what sounds. */
  perform(command: Command): void
  /** Shares the log with those who follow. */
  write(lines: string): void
  wake(): void
}

export function openBridge(ports: BridgePorts): Bridge {
  const { board, clock, conductor, midi, picture, now } = ports

  const bridge: BridgeSocket = new BridgeSocket(
    BRIDGE,
    {
      status: (status) => board.light('bridge', status),
      joined() {
        osc.joined()
        ensemble.joined()
      },
      released: () => osc.released(),
      midiPorts: (names) => bridgeMidi.follow(names),
      message(message, atMilliseconds) {
        if (!ensemble.hear(message)) osc.message(message, atMilliseconds)
      },
    },
    now,
  )
  const bridgeMidi = new BridgeMidi(midi, (port, bytes, at) => bridge.play(port, bytes, at))
  const bridgeStatus = new BridgeStatus(STATUS, (detail) => {
    if (bridge.isJoined) board.light('bridge', { state: 'running', detail })
  })

  /** Other machines may follow this performance. */
  const ensemble = new EnsembleLeader(ports.takeName, {
    send: (packet) => bridge.share(packet),
    snapshot: () => ({
      build: BUILD,
      nextSequence: conductor().nextSequence,
      showSeconds: clock.now(),
      state: conductor().state,
      scene: ports.scene(),
      petals: picture.snapshot(),
    }),
    network(hash) {
      const model = ports.studio.model(hash)
      return model && new TextEncoder().encode(textOfModel(model))
    },
    say: (tone, line) => board.say(tone, line),
  })

  const osc = new OscDesk({
    send: (packet) => bridge.send(packet),
    isJoined: () => bridge.isJoined,
    actions: {
      ...ports.actions,
      scenes: Object.keys(scenes),
      showScene: (name) => picture.scene(name),
    },
    scene: ports.scene,
    setContinuous: (addresses) => bridge.setContinuous(addresses),
    bridgeClock: bridge.clock,
    showClock: clock,
    state: () => conductor().state,
    offer: ports.offer,
    warn: (line) => board.say('trouble', line),
    tell: (line) => board.say('news', line),
    midiInputs: () => midi.inputs,
    now,
  })

  return {
    perform: (command) => osc.perform(command),
    write: (lines) => ensemble.write(lines),
    wake() {
      bridge.wake()
      ensemble.wake(conductor().state, conductor().nextSequence, clock.now())
      if (bridge.isJoined) bridgeStatus.wake(now())
      osc.wake()
    },
  }
}
