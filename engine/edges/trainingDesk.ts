import type { Event } from '../core/events.ts'
import { keys, remove } from './database.ts'
import type { ModelDesk, ModelFiles } from './modelDesk.ts'
import TrainingWorker from './trainingWorker.ts?worker'
import type { FromTraining, ToTraining, TrainingState, TrainsOn } from './trainingMessages.ts'

export interface TrainingPorts {
  readonly models: ModelDesk
  /** The log of this night so far. */
  readonly log: () => Promise<ArrayBuffer>
  readonly send: (event: Event) => void
}

export type TrainingStatus =
  | { readonly state: 'idle' }
  /** One that a closed tab has broken off. */
  | { readonly state: 'paused' }
  | { readonly state: 'reading' }
  | { readonly state: 'running'; readonly at: TrainingState | null }
  | {
      readonly state: 'ended'
      readonly name: string
      readonly before: number
      readonly best: number
      readonly files: ModelFiles
    }
  | { readonly state: 'failed'; readonly why: string }

/** A point of the loss curve. */
export interface CurvePoint {
  /** 0..1 of the training. */
  readonly share: number
  readonly loss: number
  readonly validation: number
}

/** A loss is noisy from window to window: so much of the curve's last value stays. */
const SMOOTHING = 0.9

const saying = (error: unknown): string =>
  error instanceof Error ? error.message : 'no reason given'

/** Makes a melody model one's own, in a worker, while playing goes on. */
export class TrainingDesk {
  readonly #ports: TrainingPorts
  #worker: Worker | null = null
  #status: TrainingStatus = { state: 'idle' }
  #curve: CurvePoint[] = []
  #remark = ''
  /** What trains next. */
  on: TrainsOn = 'processor'

  constructor(ports: TrainingPorts) {
    this.#ports = ports
  }

  get status(): TrainingStatus {
    return this.#status
  }

  get curve(): readonly CurvePoint[] {
    return this.#curve
  }

  /** What was otherwise than expected, in a line; '' for nothing. */
  get remark(): string {
    return this.#remark
  }

  /** Whether a closed tab has left a training to go on with. */
  async look(): Promise<void> {
    try {
      const isLeft = (await keys('training')).includes('task')
      if (isLeft && this.#status.state === 'idle') this.#status = { state: 'paused' }
    } catch (error) {
      this.#fail(saying(error))
    }
  }

  /** Learns from dropped MIDI files. */
  async learnFiles(files: readonly File[]): Promise<void> {
    await this.#begin(files[0]?.name.replace(/\.\w+$/, '') ?? 'tunes', async () => ({
      midi: await Promise.all(
        files.map(async (file) => ({
          name: file.name,
          bytes: new Uint8Array(await file.arrayBuffer()),
        })),
      ),
    }))
  }

  /** Learns from what was played tonight. */
  async learnNight(): Promise<void> {
    const name = `night ${new Date().toISOString().slice(0, 10)}`
    await this.#begin(name, async () => ({ log: await this.#ports.log() }))
  }

  async #begin(
    name: string,
    read: () => Promise<(ToTraining & { type: 'begin' })['material']>,
  ): Promise<void> {
    if (this.#isBusy) return
    this.#status = { state: 'reading' }
    this.#curve = []
    this.#remark = ''
    try {
      const { models } = this.#ports
      const base = await models.filesOf(models.chosen)
      this.#tell({ type: 'begin', name, base, material: await read(), on: this.on })
    } catch (error) {
      this.#fail(saying(error))
    }
  }

  get #isBusy(): boolean {
    return this.#status.state === 'reading' || this.#status.state === 'running'
  }

  resume(): void {
    if (this.#isBusy) return
    this.#status = { state: 'reading' }
    this.#remark = ''
    this.#tell({ type: 'resume', on: this.on })
  }

  /** Gives up what was broken off, or what has ended, for something else to learn from. */
  discard(): void {
    if (this.#isBusy) return
    this.#status = { state: 'idle' }
    this.#remark = ''
    void Promise.all([remove('training', 'task'), remove('training', 'snapshot')]).catch(
      (error: unknown) => this.#fail(saying(error)),
    )
  }

  cancel(): void {
    this.#tell({ type: 'cancel' })
  }

  /** Two bars by the model from before or after, quietly. */
  hear(which: 'before' | 'after'): void {
    this.#tell({ type: 'hear', which })
  }

  /** Keeps the new model among the others and plays with it. */
  async keep(): Promise<void> {
    if (this.#status.state !== 'ended') return
    const { name, files } = this.#status
    const { models } = this.#ports
    try {
      const kept = await models.keep(name, files)
      await models.choose(`own:${kept}`)
      this.#status = { state: 'idle' }
    } catch (error) {
      // The result stays: room can be made, and keeping tried again.
      this.#remark = saying(error)
    }
  }

  #tell(message: ToTraining): void {
    this.#open().postMessage(message)
  }

  #open(): Worker {
    if (this.#worker) return this.#worker
    const worker = new TrainingWorker()
    this.#worker = worker
    worker.addEventListener('message', ({ data }: MessageEvent<FromTraining>) => this.#hear(data))
    worker.addEventListener('error', (error) => {
      error.preventDefault()
      worker.terminate()
      this.#worker = null
      this.#fail(`Training crashed: ${error.message || 'no reason given'}.`)
    })
    return worker
  }

  #hear(message: FromTraining): void {
    switch (message.type) {
      case 'begun':
        this.#status = { state: 'running', at: null }
        break
      case 'progress':
        this.#progress(message.state)
        break
      case 'ended': {
        const { name, before, best, files } = message
        this.#status = { state: 'ended', name, before, best, files }
        break
      }
      case 'cancelled':
        this.#status = { state: 'idle' }
        break
      case 'heard':
        this.#ports.send({ type: 'audition', future: message.future })
        break
      case 'remark':
        this.#remark = this.#remark === '' ? message.line : `${this.#remark} ${message.line}`
        break
      case 'failed':
        this.#fail(message.why)
    }
  }

  #progress(at: TrainingState): void {
    this.#status = { state: 'running', at }
    const last = this.#curve.at(-1)?.loss ?? at.loss
    this.#curve.push({
      share: at.update / at.updates,
      loss: SMOOTHING * last + (1 - SMOOTHING) * at.loss,
      validation: at.validation,
    })
  }

  #fail(why: string): void {
    this.#status = { state: 'failed', why }
  }
}
