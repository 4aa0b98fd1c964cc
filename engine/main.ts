import { lookaheadOf } from './clock/outputLead.ts'
import { scenes } from '../scenes/index.ts'
import { BUILD } from './core/build.ts'
import { MODES, VOICES, type Event, type Voice } from './core/events.ts'
import { milliseconds } from './core/units.ts'
import type { BasketDesk } from './edges/basketDesk.ts'
import { BridgeMidi } from './edges/bridgeMidi.ts'
import { BridgeSocket } from './edges/bridgeSocket.ts'
import { BridgeStatus } from './edges/bridgeStatus.ts'
import { createEncorePlayer } from './edges/encorePlayer.ts'
import { EnsembleLeader } from './edges/ensembleLeader.ts'
import { openKeyboard } from './edges/keyboard.ts'
import { createMidiOut, type MidiPort } from './edges/midiOut.ts'
import { ModelDesk } from './edges/modelDesk.ts'
import { OscDesk } from './edges/oscDesk.ts'
import { openPartner } from './edges/partner.ts'
import { textOfModel } from './edges/petalKeep.ts'
import { openPetalStudio } from './edges/petalStudio.ts'
import { createPicture } from './edges/picture.ts'
import { loadSettings, saveSettings } from './edges/settingsStore.ts'
import { createShowClock } from './edges/showClock.ts'
import { openSound } from './edges/sound.ts'
import { openTake } from './edges/take.ts'
import { startTimer } from './edges/timer.ts'
import { createWebMidi } from './edges/webMidi.ts'
import { createCoalescer } from './input/coalesce.ts'
import { eventOfMidi } from './input/normalise.ts'
import { parameterAt } from './modulation/modulation.ts'
import { isAsk, isPetal, type Command } from './performance/commands.ts'
import { Conductor, LOOKAHEAD_SECONDS } from './performance/conductor.ts'
import { encoreOf } from './performance/encore.ts'
import { endLine } from './performance/log.ts'
import { settingsOf } from './performance/settings.ts'
import { frameOf, viewOf } from './performance/view.ts'
import { AnthesisApp } from './ui/app.ts'
import type { PanelActions, RollNote } from './ui/contract.ts'
import { createNoticeBoard } from './ui/notices.ts'
import { withCommands } from './ui/rollNotes.ts'
import { timelineOf } from './ui/timeline.ts'
import type { Tool } from './ui/tool.ts'

/** The composition root: every edge is opened here, once, and meets the fold. */

const SHIPPED_MODEL = {
  kind: 'address',
  url: new URL('models/melody/weights/', document.baseURI).href,
  name: 'Melody 2×256',
} as const
const BRIDGE = new URL('osc', document.baseURI.replace(/^http/, 'ws')).href
const ENCORE_SECONDS = 60
const SETTINGS_MILLISECONDS = 2000

const performanceNow = () => performance.now()
const board = createNoticeBoard(performanceNow)
const clock = createShowClock(performanceNow)
const coalescer = createCoalescer()

/** Chance enters here, once a performance; the log's header keeps it. */
function rootSeed(): number {
  const [seed = 1] = crypto.getRandomValues(new Uint32Array(1))
  return seed
}

let basket: Promise<BasketDesk> | null = null

/** Fetched when it is first wanted, by the page or by OSC. */
const openBasket = (): Promise<BasketDesk> =>
  (basket ??= import('./edges/basketDesk.ts').then(
    ({ BasketDesk }) =>
      new BasketDesk({ state: () => conductor.state, grow: (ask) => partner.grow(ask), send }),
  ))

/** Does something with the basket; what goes wrong is said. */
function withBasket(act: (desk: BasketDesk) => void | Promise<void>): void {
  openBasket()
    .then(async (desk) => {
      await act(desk)
      if (desk.status.state === 'failed') board.say('trouble', `Take basket: ${desk.status.why}`)
    })
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'no reason given'
      board.say('trouble', `Take basket: ${why}`)
    })
}

/** Each is fetched when it is first opened. */
const TOOLS: readonly Tool[] = [
  {
    id: 'controls',
    label: 'Controls',
    load: async () => (await import('./ui/tools/controls.ts')).controlsTool,
  },
  {
    id: 'basket',
    label: 'Take basket',
    load: async () => {
      const { basketTool } = await import('./ui/tools/basket.ts')
      return basketTool(await openBasket())
    },
  },
  {
    id: 'models',
    label: 'Models',
    load: async () => {
      const { modelsTool } = await import('./ui/tools/models.ts')
      const { TrainingDesk } = await import('./edges/trainingDesk.ts')
      const training = new TrainingDesk({ models, log: () => take.read(), send })
      await models.refresh()
      await training.look()
      return modelsTool(models, training)
    },
  },
  {
    id: 'drawPetals',
    label: 'Draw petals',
    load: async () => (await import('./ui/tools/drawPetals.ts')).drawPetalsTool(studio),
  },
  {
    id: 'growPetals',
    label: 'Grow petals',
    load: async () => (await import('./ui/tools/growPetals.ts')).growPetalsTool(studio),
  },
]

const app = new AnthesisApp()
const takeName = `${new Date().toISOString().replaceAll(':', '-')}.jsonl`
const take = openTake(takeName, (status) => board.light('log', status))
const sound = openSound(clock, (status) => board.light('sound', status))
const midiInputs = new Set<string>()
/** A list is never changed: panels draw another one anew. */
let midiOutputs: readonly string[] = []
/** MIDI outputs that notes were meant for and that are not there. */
const missingOutputs = new Set<string>()
const midiOut = createMidiOut({
  now: performanceNow,
  report(port, status) {
    if (status.state === 'failed') {
      missingOutputs.add(port)
      board.say('trouble', `${status.why} ${status.remedy}`)
    } else if (missingOutputs.delete(port)) board.say('news', `${port} is back.`)
  },
})

/** MIDI outputs, the browser's and the bridge's. */
const outputs = {
  outputConnected(port: MidiPort): void {
    midiOutputs = [...midiOutputs, port.name]
    midiOut.connect(port)
  },
  outputDisconnected(name: string): void {
    midiOutputs = midiOutputs.filter((other) => other !== name)
    midiOut.disconnect(name)
  },
}

let notes: readonly RollNote[] = []
let hasPlayed = false
const storedSettings = loadSettings()
const sceneSettings = storedSettings.filter(
  (event) => event.type === 'setParameter' && event.parameter.startsWith('scene.'),
)

/** The scene that is on, with its controls: a saved scene may have others under the same name. */
let liveScene = ''
let sceneName = ''
let worstFrame = 0
let isWebGlSaid = false

const canvas = document.querySelector('canvas')
if (!canvas) throw new Error('The page has no canvas.')

const picture = createPicture(canvas, (status) => {
  const { supervised, trouble, backend, scene } = status
  worstFrame = status.worstFrameMilliseconds
  const by = backend === 'webgpu' ? 'WebGPU' : 'WebGL2, as WebGPU is missing'
  board.light(
    'picture',
    supervised.state === 'running' ? { ...supervised, detail: by } : supervised,
  )
  if (backend === 'webgl2' && !isWebGlSaid) {
    isWebGlSaid = true
    const { grown } = status.petals
    const newest =
      grown > 0 && Number.isFinite(grown)
        ? ` Of its petals the newest ${grown} are grown, as many as 4 ms allow.`
        : ''
    board.say('news', `There is no WebGPU here: the picture is drawn with WebGL2.${newest}`)
  }
  if (trouble) board.say('trouble', `${trouble.scene}: ${trouble.why} ${trouble.remedy}`)
  if (status.petals.trouble !== null) board.say('trouble', status.petals.trouble)
  const { controls } = status
  const declared = JSON.stringify([scene, controls])
  if (scene !== null && declared !== liveScene) {
    liveScene = declared
    sceneName = scene
    accept({ type: 'scene', name: scene, controls }, performanceNow())
    // A scene's controls exist only now: what was stored for them comes after.
    for (const event of sceneSettings.splice(0)) accept(event, performanceNow())
  }
})

/** One edge's fault is that edge's: the others still get the command. */
function guarded(label: string, carryOut: () => void): void {
  try {
    carryOut()
  } catch (error) {
    board.say(
      'trouble',
      `${label}: ${error instanceof Error ? error.message : 'a fault'}; the show goes on.`,
    )
  }
}

function perform(commands: readonly Command[]): void {
  for (const command of commands) {
    if (isAsk(command)) partner.ask(command)
    else if (isPetal(command)) guarded('Picture', () => picture.petal(command))
    else {
      guarded('Sound', () => sound.perform(command))
      guarded('MIDI', () => midiOut.perform(command, clock.toPerformance(command.atSeconds)))
      guarded('OSC', () => osc.perform(command))
    }
  }
  notes = withCommands(notes, commands)
}

/** Other machines may follow this performance. */
const ensemble = new EnsembleLeader(takeName, {
  send: (packet) => bridge.share(packet),
  snapshot: () => ({
    build: BUILD,
    nextSequence: conductor.nextSequence,
    showSeconds: clock.now(),
    state: conductor.state,
    scene: sceneName,
    petals: picture.snapshot(),
  }),
  network(hash) {
    const model = studio.model(hash)
    return model && new TextEncoder().encode(textOfModel(model))
  },
  say: (tone, line) => board.say(tone, line),
})

const conductor: Conductor = new Conductor(rootSeed(), BUILD, {
  perform(commands) {
    if (commands.some(({ type }) => type === 'panic')) encore.stop(clock.now())
    perform(commands)
  },
  write(lines) {
    take.write(lines)
    ensemble.write(lines)
  },
})
const encore = createEncorePlayer(perform, () => board.say('news', 'That was the last minute.'))

function accept(event: Event, atPerformanceMilliseconds: number): void {
  if (event.type === 'noteOn') {
    hasPlayed = true
    encore.stop(clock.now())
  }
  // A driver whose stamps lie in the future would hold back all that follows.
  const at = Math.min(atPerformanceMilliseconds, performanceNow())
  conductor.accept(event, clock.fromPerformance(at))
}

function offer(event: Event, atPerformanceMilliseconds: number): void {
  for (const offered of coalescer.offer(event, atPerformanceMilliseconds)) {
    accept(offered.event, offered.atMilliseconds)
  }
}

const send = (event: Event): void => offer(event, performanceNow())

const studio = openPetalStudio({
  show: (network) => picture.network(network),
  send,
  say: (tone, text) => board.say(tone, text),
  now: performanceNow,
})

const partner = openPartner(SHIPPED_MODEL, send, (status) => board.light('partner', status))
const models = new ModelDesk({
  shipped: SHIPPED_MODEL,
  choose: (source) => partner.choose(source),
})
void models.restore().then((why) => {
  if (why !== null) board.say('trouble', why)
})

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
  performanceNow,
)

const bridgeMidi = new BridgeMidi(outputs, (port, bytes, at) => bridge.play(port, bytes, at))

const bridgeStatus = new BridgeStatus(new URL('status', document.baseURI).href, (detail) => {
  if (bridge.isJoined) board.light('bridge', { state: 'running', detail })
})

const osc = new OscDesk({
  send: (packet) => bridge.send(packet),
  actions: {
    scenes: Object.keys(scenes),
    showScene: (name) => picture.scene(name),
    drawFutures: (count, steps) => withBasket((desk) => desk.draw(count, steps)),
    hearFuture: (place) => withBasket((desk) => desk.hearPlace(place)),
    takeFuture: (place) => withBasket((desk) => desk.takePlace(place)),
    replay: () => replayMinute(),
    choosePort,
  },
  scene: () => sceneName,
  setContinuous: (addresses) => bridge.setContinuous(addresses),
  bridgeClock: bridge.clock,
  showClock: clock,
  state: () => conductor.state,
  offer,
  warn: (line) => board.say('trouble', line),
  tell: (line) => board.say('news', line),
  midiInputs: () => [...midiInputs],
  now: performanceNow,
})

function choosePort(voice: Voice, port: string): void {
  send({ type: 'voiceOutput', voice, ...conductor.state.sound.outputs[voice], port })
}

/** Out by MIDI means a port: the first there is, until another is chosen. */
function chooseMissingPorts(): void {
  const [first] = midiOutputs
  if (first === undefined) return
  for (const voice of VOICES) {
    const { output, port } = conductor.state.sound.outputs[voice]
    if (output !== 'internal' && port === '') choosePort(voice, first)
  }
}

function wake(): void {
  for (const { event, atMilliseconds } of coalescer.due(performanceNow())) {
    accept(event, atMilliseconds)
  }
  const horizonSeconds = clock.now() + lookaheadOf(LOOKAHEAD_SECONDS, clock.leadSeconds)
  chooseMissingPorts()
  conductor.advanceTo(horizonSeconds)
  encore.advanceTo(horizonSeconds)
  midiOut.pump()
  bridge.wake()
  ensemble.wake(conductor.state, conductor.nextSequence, clock.now())
  if (bridge.isJoined) bridgeStatus.wake(performanceNow())
  osc.wake()
}

function replayMinute(): void {
  if (encore.isPlaying) {
    encore.stop(clock.now())
    return
  }
  const from = clock.now() - ENCORE_SECONDS
  const again = encoreOf(conductor.recent(), conductor.state, from)
  if (!again.commands.some(({ type }) => type === 'noteOn')) {
    board.say('news', 'Nothing was played in the last minute. Play, then press R.')
    return
  }
  picture.clear()
  encore.start(again, clock.now() + 0.2)
  board.say(
    again.isIdentical ? 'news' : 'trouble',
    again.isIdentical
      ? `The last minute again, bit for bit: ${again.digest}.`
      : 'The last minute again, but it differs from what was played. Save the take and report it.',
  )
}

async function saveTake(): Promise<void> {
  // Of this very moment: what happens while the take is read is not in it.
  const end = endLine(conductor.state)
  const content = await take.read()
  const file = new Blob([content, end], { type: 'application/jsonl' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `anthesis-${takeName}`
  link.click()
  URL.revokeObjectURL(link.href)
}

const midi = createWebMidi({
  status: (status) => board.light('midi', status),
  input(name, connected) {
    send({ type: 'device', device: `midi:${name}`, connected })
    if (connected) midiInputs.add(name)
    else midiInputs.delete(name)
    board.say(
      connected ? 'news' : 'trouble',
      connected
        ? `${name} is here.`
        : `${name} left; its held notes were released. Plug it in again to go on.`,
    )
  },
  message(name, bytes, timeStampMilliseconds) {
    const event = eventOfMidi(`midi:${name}`, bytes)
    if (event) offer(event, timeStampMilliseconds)
  },
  ...outputs,
})
board.light('midi', { state: 'idle', detail: 'Click here to use MIDI' })

/** A permission given in an earlier show is not asked for again. */
async function openKnownMidi(): Promise<void> {
  const { state } = await navigator.permissions.query({ name: 'midi' })
  if (state === 'granted') await midi.start()
}
openKnownMidi().catch(() => {
  // A browser without that question asks when the light is clicked.
})

const nextMode = (): void => {
  const at = MODES.indexOf(conductor.state.continuation.mode)
  send({ type: 'mode', mode: MODES[(at + 1) % MODES.length] ?? 'answer' })
}

const KEYS: Readonly<Record<string, () => void>> = {
  Escape: () => send({ type: 'panic' }),
  Period: () => send({ type: 'panic' }),
  KeyR: replayMinute,
  KeyM: nextMode,
  KeyQ: () => send({ type: 'tap' }),
  KeyC: () => send({ type: 'continue', steps: 32 }),
  KeyN: () => send({ type: 'veto' }),
}

const keyboard = openKeyboard(window, {
  send: offer,
  octaves: () => parameterAt(conductor.state.modulation, 'hands.octave', 0),
  press(code) {
    const action = KEYS[code]
    action?.()
    return action !== undefined
  },
})

const actions: PanelActions = {
  send,
  openMidi: () => void midi.start(),
  replay: replayMinute,
  saveLog() {
    saveTake().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'no reason given'
      board.say('trouble', `The take was not saved: ${why}`)
    })
  },
}

/** The canvas of a picture that was rebuilt is another one. */
let observed: HTMLCanvasElement | null = null
const sizes = new ResizeObserver(resize)

function observe(): void {
  if (picture.canvas === observed) return
  sizes.disconnect()
  observed = picture.canvas
  sizes.observe(observed)
}

function resize(): void {
  const { clientWidth, clientHeight } = picture.canvas
  const scale = Math.min(window.devicePixelRatio, 2)
  picture.resize({ width: clientWidth * scale, height: clientHeight * scale })
}

function draw(): void {
  requestAnimationFrame(draw)
  const now = clock.now()
  const present = viewOf(conductor.state, now)
  const view = encore.isPlaying ? { ...present, playing: encore.playing } : present
  observe()
  board.watch(view)
  picture.frame(frameOf(conductor.state, now))
  app.state = {
    view,
    lights: board.lights,
    notice: board.notice,
    worstFrame: milliseconds(worstFrame),
    keysDown: keyboard.down,
    midiOutputs,
    hasPlayed,
    notes,
    nowSeconds: now,
    isReplaying: encore.isPlaying,
    timeline: timelineOf(conductor.state, now),
  }
}

/** Settings are kept once they stand still, and when the page is left. */
function keepSettings(): void {
  if (!saveSettings(settingsOf(conductor.state))) {
    window.clearInterval(keeper)
    board.say(
      'trouble',
      'This browser keeps no settings. Allow storage for this page to keep them.',
    )
  }
}

for (const event of storedSettings) accept(event, performanceNow())
const keeper = window.setInterval(keepSettings, SETTINGS_MILLISECONDS)

for (const gesture of ['keydown', 'pointerdown'] as const) {
  window.addEventListener(gesture, () => sound.unlock(), { capture: true })
}
window.addEventListener('pagehide', keepSettings)
window.addEventListener('beforeunload', (event) => {
  if (hasPlayed) event.preventDefault()
})

app.actions = actions
app.tools = TOOLS
document.body.append(app)
startTimer(wake)
draw()

/** For the console and the tests: what plays, and what is heard. */
export { conductor, sound }
