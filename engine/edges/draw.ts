import { scenes as builtIn } from '../../scenes/index.ts'
import { seconds, type Unit } from '../core/units.ts'
import { createFrameBuffer, extrapolate } from '../visuals/extrapolate.ts'
import type { Frame, PetalCommand } from '../visuals/frame.ts'
import { NetworkPetals } from '../visuals/networkPetals.ts'
import type { PetalNetwork } from '../visuals/petalSource.ts'
import { createPetalStore, type PetalSnapshot } from '../visuals/petalStore.ts'
import type {
  Petals,
  SceneDefinition,
  SceneInstance,
  SceneRegistry,
  Size,
} from '../visuals/scene.ts'
import { initialHost, stepHost, type HostCommand, type HostEvent } from '../visuals/sceneHost.ts'
import type { Draw, DrawClock } from './drawContract.ts'
import { openDrawDevice, type DrawDevice } from './drawDevice.ts'
import { openPetals, type DrawPetals } from './drawPetals.ts'
import type { DrawReport, DrawStart, FromDraw, SceneChange } from './drawMessages.ts'
import { RecentWorst } from './drawMeter.ts'
import { lineOf, listenToThree, TrialError, tryOut } from './drawTrial.ts'

/**
 * Draws the show: petals and frames in, pictures out. The same code runs in the draw worker and,
 * where workers cannot draw, on the page.
 */

const REPORT_EVERY_MILLISECONDS = 500

/** Drawn by the processor, this many pixels are a picture in time. */
const SOFTWARE_PIXELS = 640 * 360
const HARDWARE_PIXELS = 2560 * 1440

interface Shown {
  readonly definition: SceneDefinition
  readonly instance: SceneInstance
  /** What the scene sees of its controls: the frame's values, or where they stand at first. */
  readonly controls: Record<string, Unit>
}

/**
 * @throws when nothing can be drawn on this thread
 */
export async function openDraw(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  start: DrawStart,
  clock: DrawClock,
  say: (message: FromDraw) => void,
): Promise<Draw> {
  listenToThree()
  const device = await openDrawDevice(canvas, start.backend)
  const petals = await openPetals(start.network, device.gpu !== null, clock)
  const draw = new OpenDraw(device, petals, start, clock, say)
  draw.begin(start)
  return draw
}

class OpenDraw implements Draw {
  private readonly petals: Petals
  private readonly seed: number
  private host
  private registry: SceneRegistry = builtIn
  private reading: Promise<unknown> = Promise.resolve()
  private trials: Promise<unknown> = Promise.resolve()
  private readonly versions = new Map<number, SceneDefinition>()
  private live: Shown | null = null
  private proven: Shown | null = null
  private size: Size
  private heard: Frame = createFrameBuffer()
  private heardAt: number | null = null
  private readonly moment = createFrameBuffer()
  private readonly frames = new RecentWorst()
  private readonly work = new RecentWorst()
  private lastFrame: number | null = null
  private lastReport = -Infinity
  private disposed = false

  constructor(
    private readonly device: DrawDevice,
    private readonly flowers: DrawPetals,
    start: DrawStart,
    private readonly clock: DrawClock,
    private readonly say: (message: FromDraw) => void,
  ) {
    const store = createPetalStore(start.capacity, start.seed)
    store.restore(start.petals)
    this.petals = { store, source: flowers.source, grown: flowers.grown }
    this.host = initialHost(start.fallback)
    this.size = start.size
    this.seed = start.seed
  }

  begin(start: DrawStart): void {
    this.resize(start.size)
    if (start.registry !== null) this.read(start.registry)
    this.scene(start.scene)
    void this.device.lost.then((why) => {
      if (!this.disposed) this.say({ type: 'lost', why })
    })
    this.clock.requestFrame(this.tick)
  }

  petal(command: PetalCommand): void {
    this.petals.store.apply(command)
  }

  clear(): void {
    this.petals.store.clear()
  }

  restore(petals: PetalSnapshot): void {
    this.petals.store.restore(petals)
  }

  network(network: PetalNetwork): void {
    const { source } = this.flowers
    // Where they could not be grown at first, the report has said so and what to do.
    if (source instanceof NetworkPetals) source.replace(network)
  }

  frame(frame: Frame, atEpochMilliseconds: number): void {
    this.heard = frame
    this.heardAt = atEpochMilliseconds
  }

  resize(size: Size): void {
    const most = this.device.software ? SOFTWARE_PIXELS : HARDWARE_PIXELS
    const scale = Math.min(1, Math.sqrt(most / (size.width * size.height)))
    this.size = {
      width: Math.max(1, Math.round(size.width * scale)),
      height: Math.max(1, Math.round(size.height * scale)),
    }
    this.device.renderer.setSize(this.size.width, this.size.height, false)
    this.live?.instance.resize(this.size)
    this.proven?.instance.resize(this.size)
  }

  scene(name: string): void {
    this.hear({ type: 'asked', name })
  }

  changed(change: SceneChange): void {
    for (const { scene, why } of change.problems) {
      this.hear({ type: 'unreadable', scene, why: lineOf(why) })
    }
    if (change.problems.length > 0) return
    this.hear({ type: 'readable', scene: change.saved })
    this.read(change.url)
    const wanted = this.host.candidate ?? this.host.live
    this.scene(wanted?.name ?? this.host.fallback)
  }

  dispose(): void {
    this.disposed = true
    this.live?.instance.dispose()
    this.proven?.instance.dispose()
    this.device.close()
  }

  /** Later loads wait for it; a registry that cannot be read leaves the old one. */
  private read(url: string): void {
    this.reading = this.reading.then(async () => {
      try {
        const module = (await import(/* @vite-ignore */ url)) as { scenes: SceneRegistry }
        this.registry = module.scenes
      } catch (reason) {
        this.hear({ type: 'unreadable', scene: 'index', why: lineOf(reason) })
      }
    })
  }

  private hear(event: HostEvent): void {
    if (this.disposed) return
    const [state, commands] = stepHost(this.host, event)
    this.host = state
    for (const command of commands) this.perform(command)
    this.report()
  }

  private perform(command: HostCommand): void {
    switch (command.type) {
      case 'try':
        // One after the other: GPU error scopes are a stack, and two trials would mix theirs up.
        this.trials = this.trials.then(() => this.attempt(command))
        return
      case 'show':
        this.takeOff()
        this.live = this.proven
        this.proven = null
        this.petals.store.markAll()
        return
      case 'hide':
        this.takeOff()
    }
  }

  private takeOff(): void {
    const gone = this.live
    this.live = null
    try {
      gone?.instance.dispose()
    } catch (reason) {
      console.error(`The scene ${gone?.definition.name ?? ''} could not be freed`, reason)
    }
  }

  private async attempt({ name, attempt, readBy }: HostCommand & { type: 'try' }): Promise<void> {
    const givenUp = () => this.disposed || this.host.candidate?.attempt !== attempt
    if (givenUp()) return
    try {
      const definition = await this.definition(name, readBy)
      if (givenUp()) return
      if (definition === this.live?.definition) {
        this.hear({ type: 'unchanged', attempt })
        return
      }
      const controls: Record<string, Unit> = {}
      const proving = () => this.momentFor(definition, controls)
      const { device, petals, seed, size } = this
      const instance = await tryOut(device, definition, petals, seed, size, proving)
      if (givenUp()) {
        instance.dispose()
        return
      }
      instance.resize(this.size)
      this.proven = { definition, instance, controls }
      this.hear({ type: 'proven', attempt })
    } catch (reason) {
      const stage = reason instanceof TrialError ? reason.stage : 'loading'
      this.hear({ type: 'candidateFailed', attempt, stage, why: lineOf(reason) })
    }
  }

  private async definition(name: string, readBy: number): Promise<SceneDefinition> {
    const known = this.versions.get(readBy)
    if (known) return known
    await this.reading
    const load = this.registry[name]
    if (!load) throw new Error(`the registry has no scene ${name}`)
    const definition = (await load()).default
    const { live, previous } = this.host
    for (const version of this.versions.keys()) {
      if (version !== live?.readBy && version !== previous?.readBy) this.versions.delete(version)
    }
    this.versions.set(readBy, definition)
    return definition
  }

  private momentFor(definition: SceneDefinition, controls: Record<string, Unit>): Frame {
    const late = this.heardAt === null ? 0 : this.clock.epochMilliseconds() - this.heardAt
    extrapolate(this.heard, seconds(late / 1000), this.moment)
    for (const name in definition.controls) {
      const initial = definition.controls[name]?.initial ?? (0 as Unit)
      controls[name] = this.heard.controls[name] ?? initial
    }
    this.moment.controls = controls
    return this.moment
  }

  private readonly tick = (at: number): void => {
    if (this.disposed) return
    this.clock.requestFrame(this.tick)
    if (this.lastFrame !== null) this.frames.add(at, at - this.lastFrame)
    this.lastFrame = at
    if (this.live !== null) this.drawLive(this.live, at)
    if (at - this.lastReport >= REPORT_EVERY_MILLISECONDS) this.report()
  }

  private drawLive(live: Shown, at: number): void {
    const before = this.clock.epochMilliseconds()
    try {
      const moment = this.momentFor(live.definition, live.controls)
      const { source } = this.flowers
      if (source instanceof NetworkPetals) source.move(moment.curveMove)
      live.instance.update(moment)
      this.device.renderer.render(live.instance.scene, live.instance.camera)
    } catch (reason) {
      this.hear({ type: 'liveFailed', why: lineOf(reason) })
    }
    this.petals.store.clean()
    this.work.add(at, this.clock.epochMilliseconds() - before)
  }

  private report(): void {
    const at = this.lastFrame ?? 0
    this.lastReport = at
    const controls = Object.entries(this.live?.definition.controls ?? {})
    const report: DrawReport = {
      supervised: this.host.supervised,
      backend: this.device.backend,
      scene: this.host.live?.name ?? null,
      controls: controls.map(([name, { label, initial }]) => ({ name, label, initial })),
      trouble: this.host.trouble,
      petals: this.flowers.report,
      worstFrameMilliseconds: this.frames.worst(at),
      worstWorkMilliseconds: this.work.worst(at),
    }
    this.say({ type: 'report', report })
  }
}
