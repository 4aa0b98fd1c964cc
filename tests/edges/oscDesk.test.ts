import { expect, test } from 'vitest'
import { isBundle, type OscMessage, type OscPacket } from '../../bridge/osc.ts'
import { BridgeClock } from '../../engine/edges/bridgeClock.ts'
import { OscDesk } from '../../engine/edges/oscDesk.ts'
import { createShowClock } from '../../engine/edges/showClock.ts'
import { Conductor } from '../../engine/performance/conductor.ts'

const messagesIn = (packet: OscPacket): OscMessage[] =>
  isBundle(packet) ? packet.packets.flatMap(messagesIn) : [packet]

/** A page with a bridge, and a hand on its clock. */
function openStage() {
  let now = 0
  const heard: OscMessage[] = []
  const warnings: string[] = []
  const showClock = createShowClock(() => now)
  const nothing = (): void => undefined
  const conductor = new Conductor(1, 'test', {
    perform: (commands) => {
      for (const command of commands) desk.perform(command)
    },
    write: nothing,
  })
  const desk = new OscDesk({
    send: (packet) => heard.push(...messagesIn(packet)),
    isJoined: () => true,
    setContinuous: nothing,
    bridgeClock: new BridgeClock(),
    showClock,
    state: () => conductor.state,
    offer: (event, at) => {
      conductor.accept(event, showClock.fromPerformance(at))
    },
    warn: (line) => warnings.push(line),
    tell: nothing,
    actions: {
      scenes: [],
      showScene: nothing,
      drawFutures: nothing,
      hearFuture: nothing,
      takeFuture: nothing,
      choosePort: nothing,
    },
    scene: () => '',
    midiInputs: () => [],
    now: () => now,
  })
  desk.joined()
  return {
    desk,
    heard,
    warnings,
    held: () => conductor.state.hands.held.map(({ pitch }) => pitch),
    pass: (milliseconds: number) => {
      now += milliseconds
      conductor.advanceTo(showClock.now())
      desk.wake()
    },
    /** @param ahead milliseconds from now at which it is due */
    send: (address: string, types: string, values: OscMessage['values'], ahead = 0) => {
      desk.message({ address, types, values }, now + ahead)
    },
  }
}

test('when other machines go their notes end, and the page goes on telling what it plays', () => {
  const { desk, heard, held, pass, send } = openStage()
  send('/anthesis/note/on', 'ii', [60, 100])
  pass(100)
  expect(held()).toEqual([60])
  desk.released()
  pass(100)
  expect(held()).toEqual([])

  heard.length = 0
  send('/anthesis/note/on', 'ii', [64, 100])
  send('/anthesis/temperature', 'f', [1.25])
  pass(100)
  expect(held()).toEqual([64])
  expect(heard).toContainEqual({
    address: '/anthesis/out/note/on',
    types: 'iis',
    values: [64, 100, 'performer'],
  })
  expect(heard).toContainEqual({
    address: '/anthesis/state/temperature',
    types: 'f',
    values: [1.25],
  })
})

test('a note is played when it is due; one that is late is played now; 10 s ahead is too far', () => {
  const { held, pass, send, warnings } = openStage()
  pass(20_000)
  send('/anthesis/note/on', 'ii', [60, 100], 500)
  send('/anthesis/note/on', 'ii', [62, 100], -5000)
  send('/anthesis/note/on', 'ii', [64, 100], 10_100)
  pass(400)
  expect(held()).toEqual([62])
  pass(200)
  expect(held()).toEqual([62, 60])
  pass(10_000)
  expect(held()).toEqual([62, 60])
  expect(warnings).toEqual([
    'OSC: A timetag was refused: it lies more than 10 s ahead; set the sender’s clock.',
  ])
})
