import { milliseconds, type Milliseconds } from '../core/units.ts'
import type { Frame, PetalCommand } from '../visuals/frame.ts'
import { requireNetwork } from '../visuals/growPetal.ts'
import type { PetalNetwork } from '../visuals/petalSource.ts'
import { createPetalStore, type PetalSnapshot } from '../visuals/petalStore.ts'
import { afterDeath, type Deaths } from '../visuals/restarts.ts'
import type { Size } from '../visuals/scene.ts'
import {
  canDrawInWorker,
  openPageEasel,
  openWorkerEasel,
  type Easel,
  type EaselMessage,
} from './drawEasel.ts'
import type { DrawReport, DrawStart, FromDraw, SceneChange } from './drawMessages.ts'

/** The picture, as main sees it: petals and frames go in, news of how it is comes out. */

export interface PictureStatus extends DrawReport {
  readonly where: 'worker' | 'page' | 'nowhere'
}

export interface PictureOptions {
  readonly scene: string
  /** Where to draw; the page is the fallback of the worker in any case. */
  readonly where: 'worker' | 'page'
  readonly backend: DrawStart['backend']
  /** URL of a registry in place of the built-in one. */
  readonly registry: string | null
  /** Petals kept. */
  readonly capacity: number
  /** Of the scenes' own random numbers. */
  readonly seed: number
  /** Until a worker that does not answer is replaced. */
  readonly patience: Milliseconds
}

export interface Picture {
  /** The canvas on the page now: a picture that was rebuilt has a new one in the old one's place. */
  readonly canvas: HTMLCanvasElement
  petal(command: PetalCommand): void
  /** Takes all petals away, as before a replay. */
  clear(): void
  /** The petals that are there, for another machine's picture. */
  snapshot(): PetalSnapshot
  /** Another machine's petals in place of those that are there. */
  restore(petals: PetalSnapshot): void
  /**
   * Grows petals by a newly trained network, without a hitch.
   * @throws RangeError, in one line, for one that cannot be drawn; the one before stays on
   */
  network(network: PetalNetwork): void
  /** The show as it is now, or at a moment given in milliseconds since the Unix epoch. */
  frame(frame: Frame, atEpochMilliseconds?: number): void
  /** In pixels; the canvas keeps the size its style gives it. */
  resize(size: Size): void
  /** Asks for a scene; what came of it is in the status. */
  scene(name: string): void
  /** Reads saved scenes again; under the dev server it is called of itself. */
  changed(change: SceneChange): void
  dispose(): void
}

const DEFAULTS: PictureOptions = {
  scene: 'garden',
  where: 'worker',
  backend: 'best',
  registry: null,
  capacity: 20_000,
  seed: 1,
  patience: milliseconds(10_000),
}

const FALLBACK = 'garden'

const NOTHING_YET: DrawReport = {
  supervised: { state: 'starting' },
  backend: 'none',
  scene: null,
  controls: [],
  trouble: null,
  petals: { grown: 0, trouble: null },
  worstFrameMilliseconds: 0,
  worstWorkMilliseconds: 0,
}

/**
 * @param canvas never drawn on before
 * @param onStatus called at once, whenever something has changed, and twice a second
 */
export function createPicture(
  canvas: HTMLCanvasElement,
  onStatus: (status: PictureStatus) => void,
  options: Partial<PictureOptions> = {},
): Picture {
  return new KeptPicture(canvas, onStatus, { ...DEFAULTS, ...options })
}

class KeptPicture implements Picture {
  canvas: HTMLCanvasElement
  /** All petals, to be sent again when what draws them died. */
  private readonly petals
  private easel: Easel | null = null
  private where: 'worker' | 'page'
  private deaths: Deaths = []
  private restart: ReturnType<typeof setTimeout> | null = null
  private status: PictureStatus = { ...NOTHING_YET, where: 'nowhere' }
  private wanted: string
  private registry: string | null
  private size: Size
  private grownBy: PetalNetwork | null = null
  private fresh = true

  constructor(
    canvas: HTMLCanvasElement,
    private readonly onStatus: (status: PictureStatus) => void,
    private readonly options: PictureOptions,
  ) {
    this.canvas = canvas
    this.petals = createPetalStore(options.capacity, options.seed)
    this.wanted = options.scene
    this.registry = options.registry
    this.where = options.where === 'worker' && canDrawInWorker(canvas) ? 'worker' : 'page'
    this.size = { width: canvas.width, height: canvas.height }
    // Sent by bridge/sceneReload.ts, under the dev server only.
    import.meta.hot?.on('anthesis:scenes', this.onScenes)
    this.tell({ ...NOTHING_YET, where: this.where })
    this.open()
  }

  petal(command: PetalCommand): void {
    this.petals.apply(command)
    this.send({ type: 'petal', command })
  }

  clear(): void {
    this.petals.clear()
    this.send({ type: 'clear' })
  }

  snapshot(): PetalSnapshot {
    return this.petals.snapshot()
  }

  restore(petals: PetalSnapshot): void {
    this.petals.restore(petals)
    this.send({ type: 'restore', petals })
  }

  network(network: PetalNetwork): void {
    requireNetwork(network)
    this.grownBy = network
    this.send({ type: 'network', network })
  }

  frame(frame: Frame, atEpochMilliseconds = performance.timeOrigin + performance.now()): void {
    this.send({ type: 'frame', frame, atEpochMilliseconds })
  }

  resize({ width, height }: Size): void {
    this.size = { width, height }
    this.send({ type: 'resize', width, height })
  }

  scene(name: string): void {
    this.wanted = name
    this.send({ type: 'scene', name })
  }

  changed(change: SceneChange): void {
    if (change.problems.length === 0) this.registry = change.url
    this.send({ type: 'changed', change })
  }

  dispose(): void {
    import.meta.hot?.off('anthesis:scenes', this.onScenes)
    if (this.restart !== null) clearTimeout(this.restart)
    this.easel?.close()
    this.easel = null
  }

  private readonly onScenes = (change: SceneChange): void => {
    this.changed(change)
  }

  private send(message: EaselMessage): void {
    this.easel?.send(message)
  }

  private open(): void {
    this.restart = null
    // What was drawn on once cannot be drawn on by another device or thread.
    if (!this.fresh) {
      const next = this.canvas.cloneNode(false) as HTMLCanvasElement
      this.canvas.replaceWith(next)
      this.canvas = next
    }
    this.fresh = false
    const start: DrawStart = {
      size: this.size,
      backend: this.options.backend,
      scene: this.wanted,
      fallback: FALLBACK,
      registry: this.registry,
      capacity: this.options.capacity,
      seed: this.options.seed,
      petals: this.petals.snapshot(),
      network: this.grownBy,
    }
    const hear = (message: FromDraw): void => {
      if (this.easel === easel) this.hear(message)
    }
    const easel: Easel =
      this.where === 'worker'
        ? openWorkerEasel(this.canvas, start, hear, this.options.patience)
        : openPageEasel(this.canvas, start, hear)
    this.easel = easel
  }

  private hear(message: FromDraw): void {
    switch (message.type) {
      case 'report':
        if (message.report.scene !== null) this.wanted = message.report.scene
        this.tell({ ...message.report, where: this.where })
        return
      case 'cannotDraw':
        this.close()
        if (this.where === 'worker') {
          this.where = 'page'
          this.open()
        } else this.fail(`There is no picture: ${message.why}`)
        return
      case 'lost':
        this.close()
        this.revive(message.why)
        return
      case 'pong':
    }
  }

  private close(): void {
    this.easel?.close()
    this.easel = null
  }

  private revive(why: string): void {
    const now = milliseconds(performance.now())
    const next = afterDeath(this.deaths, now)
    this.deaths = next.deaths
    if (!next.again) {
      this.fail(`The picture stopped again and again: ${why}`)
      return
    }
    if (next.withFallback) this.wanted = FALLBACK
    this.tell({ ...this.status, supervised: { state: 'retrying', why }, scene: null })
    this.restart = setTimeout(() => {
      this.open()
    }, next.afterMilliseconds)
  }

  private fail(reason: string): void {
    const why = /[.!?]$/.test(reason) ? reason : `${reason}.`
    const remedy =
      'The sound goes on. Update the browser or the graphics driver, then reload the page.'
    const supervised = { state: 'failed', why, remedy } as const
    this.tell({ ...NOTHING_YET, supervised, where: 'nowhere' })
  }

  private tell(status: PictureStatus): void {
    this.status = status
    this.onStatus(status)
  }
}
