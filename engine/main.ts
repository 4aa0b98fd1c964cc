import { lookaheadOf } from './clock/outputLead.ts'
import { BUILD } from './core/build.ts'
import type { Event } from './core/events.ts'
import { openKeyboard } from './edges/keyboard.ts'
import { ModelDesk } from './edges/modelDesk.ts'
import { openPartner } from './edges/partner.ts'
import { openPetalStudio } from './edges/petalStudio.ts'
import { createPicture } from './edges/picture.ts'
import { createShowClock } from './edges/showClock.ts'
import { openSound } from './edges/sound.ts'
import { openTake } from './edges/take.ts'
import { startTimer } from './edges/timer.ts'
import { createCoalescer } from './input/coalesce.ts'
import { parameterAt } from './modulation/modulation.ts'
import type { Command } from './performance/commands.ts'
import { Conductor, LOOKAHEAD_SECONDS } from './performance/conductor.ts'
import { openBridge } from './page/bridge.ts'
import { canvasOfPage } from './page/canvas.ts'
import { createCarrier } from './page/carrier.ts'
import { startDrawing } from './page/drawing.ts'
import { KeptSettings } from './page/keptSettings.ts'
import { tellKeptTake } from './page/keptTakeNews.ts'
import { createLastMinute, type LastMinute } from './page/lastMinute.ts'
import { openMidiPorts } from './page/midiPorts.ts'
import { pageKeys } from './page/pageKeys.ts'
import { PictureNews } from './page/pictureNews.ts'
import { saveTake } from './page/savedTake.ts'
import { createTakeBasket } from './page/takeBasket.ts'
import { toolsOf } from './page/tools.ts'
import { missingPorts } from './page/voicePorts.ts'
import { AnthesisApp } from './ui/app.ts'
import type { RollNote } from './ui/contract.ts'
import { createNoticeBoard } from './ui/notices.ts'
import { withCommands } from './ui/rollNotes.ts'

/**
 * The composition root: every edge is opened here, once, and meets the fold. What it is composed of
 * stands in engine/page/, a file for each edge; each is given what it needs.
 */

const SHIPPED_MODEL = {
  kind: 'address',
  url: new URL('models/melody/weights/', document.baseURI).href,
  name: 'Melody 2×256',
} as const

const now = () => performance.now()
const board = createNoticeBoard(now)
const clock = createShowClock(now)
const coalescer = createCoalescer()
const takeName = `${new Date().toISOString().replaceAll(':', '-')}.jsonl`
const take = openTake(takeName, (status) => board.light('log', status))
const sound = openSound(clock, (status) => board.light('sound', status))
const midi = openMidiPorts({ board, offer, now })
const settings = new KeptSettings(() => conductor.state, board)
let notes: readonly RollNote[] = []
let hasPlayed = false

/** Chance enters here, once a performance; the log's header keeps it. */
function rootSeed(): number {
  const [seed = 1] = crypto.getRandomValues(new Uint32Array(1))
  return seed
}

const news = new PictureNews(board, (event) => {
  accept(event, now())
  settings.restoreScene((stored) => accept(stored, now()))
})
const picture = createPicture(canvasOfPage(), (status) => news.hear(status))

function accept(event: Event, atPerformanceMilliseconds: number): void {
  if (event.type === 'noteOn') {
    hasPlayed = true
    lastMinute.stop()
  }
  // A driver whose stamps lie in the future would hold back all that follows.
  const at = Math.min(atPerformanceMilliseconds, now())
  conductor.accept(event, clock.fromPerformance(at))
}

function offer(event: Event, atPerformanceMilliseconds: number): void {
  for (const offered of coalescer.offer(event, atPerformanceMilliseconds)) {
    accept(offered.event, offered.atMilliseconds)
  }
}

function send(event: Event): void {
  offer(event, now())
}

const studio = openPetalStudio({
  show: (network) => picture.network(network),
  send,
  say: (tone, text) => board.say(tone, text),
  now,
})
const partner = openPartner(SHIPPED_MODEL, send, (status) => board.light('partner', status))
const models = new ModelDesk({
  shipped: SHIPPED_MODEL,
  choose: (source) => partner.choose(source),
})
void models.restore().then((why) => {
  if (why !== null) board.say('trouble', why)
})

const basket = createTakeBasket(
  { state: () => conductor.state, grow: (ask) => partner.grow(ask), send },
  board,
)
const bridge = openBridge({
  ...{ takeName, board, clock, midi, picture, studio, offer, now },
  conductor: () => conductor,
  scene: () => news.scene,
  actions: {
    drawFutures: (count, steps) => basket.use((desk) => desk.draw(count, steps)),
    hearFuture: (place) => basket.use((desk) => desk.hearPlace(place)),
    takeFuture: (place) => basket.use((desk) => desk.takePlace(place)),
    choosePort: (voice, port) => send({ type: 'voiceOutput', voice, port }),
  },
})

const carryOut = createCarrier({
  ...{ board, clock, partner, picture, sound, midi },
  tell: (command) => bridge.perform(command),
  errands: {
    replay: () => lastMinute.toggle(),
    saveLog: () => saveTake(board, take, takeName, conductor.state),
  },
})

function perform(commands: readonly Command[]): void {
  carryOut(commands)
  notes = withCommands(notes, commands)
}

const conductor: Conductor = new Conductor(rootSeed(), BUILD, {
  perform(commands) {
    if (commands.some(({ type }) => type === 'panic')) lastMinute.stop()
    perform(commands)
  },
  write(lines) {
    take.write(lines)
    bridge.write(lines)
  },
})
const lastMinute: LastMinute = createLastMinute({ board, clock, conductor, picture, perform })

function wake(): void {
  for (const { event, atMilliseconds } of coalescer.due(now())) accept(event, atMilliseconds)
  const horizonSeconds = clock.now() + lookaheadOf(LOOKAHEAD_SECONDS, clock.leadSeconds)
  for (const port of missingPorts(conductor.state.sound.outputs, midi.outputs)) send(port)
  conductor.advanceTo(horizonSeconds)
  lastMinute.advanceTo(horizonSeconds)
  midi.pump()
  bridge.wake()
}

const keyboard = openKeyboard(window, {
  send: offer,
  octaves: () => parameterAt(conductor.state.modulation, 'hands.octave', 0),
  press: pageKeys({ send, state: () => conductor.state }),
})

const app = new AnthesisApp()
app.actions = { send, openMidi: () => midi.open() }
app.tools = toolsOf({
  basket,
  studio,
  takeName,
  training: { models, log: () => take.read(), send },
})

settings.start((event) => accept(event, now()))
midi.openKnown()
void tellKeptTake(board, takeName)
for (const gesture of ['keydown', 'pointerdown'] as const) {
  window.addEventListener(gesture, () => sound.unlock(), { capture: true })
}
window.addEventListener('beforeunload', (event) => {
  if (hasPlayed) event.preventDefault()
})
document.body.append(app)
startTimer(wake)
startDrawing({
  ...{ app, board, clock, conductor, keyboard, lastMinute, midi, picture, news },
  notes: () => notes,
  hasPlayed: () => hasPlayed,
})

/** For the console and the tests: what plays, and what is heard. */
export { conductor, sound }
