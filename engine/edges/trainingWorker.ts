import { loadCheckpoint } from '../../models/melody/checkpoint.ts'
import { memoryFiles } from '../../models/melody/memoryFiles.ts'
import { createPause } from '../../models/melody/pause.ts'
import { FINE_TUNING, splitTunes } from '../../models/melody/training/fineTuning.ts'
import { requireLearnable } from '../../models/melody/training/learnable.ts'
import { parametersOf } from '../../models/melody/training/parameters.ts'
import {
  trainMelody,
  type TrainingSnapshot,
  type TrainingTunes,
} from '../../models/melody/training/trainMelody.ts'
import { get, put, remove } from './database.ts'
import type { ModelFiles } from './modelDesk.ts'
import { chooseLearning } from './trainingBackend.ts'
import { readMaterial } from './trainingMaterial.ts'
import { sketch } from './trainingSketch.ts'
import type { FromTraining, ToTraining, TrainsOn } from './trainingMessages.ts'

/** What is trained, as it is kept so that a closed tab can go on. */
interface Task {
  readonly name: string
  readonly base: ModelFiles
  readonly tunes: TrainingTunes
}

const TASK = 'task'
const SNAPSHOT = 'snapshot'

const tell = (message: FromTraining): void => self.postMessage(message)
const saying = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ')

let cancelling = new AbortController()
let task: Task | null = null
let after: ModelFiles | null = null
/** Once the browser has refused to keep something, nothing more is: a task and a snapshot belong together. */
let isKept = true

/** Keeps what a closed tab goes on with; a full disk is told once and training goes on. */
async function keep(write: () => Promise<void>): Promise<void> {
  if (!isKept) return
  try {
    await write()
  } catch (error) {
    isKept = false
    const line = `${saying(error)} The training goes on; what it learns from here is lost if this page is closed.`
    tell({ type: 'remark', line })
  }
}

async function forget(): Promise<void> {
  await remove('training', TASK)
  await remove('training', SNAPSHOT)
}

async function train(
  wanted: Task,
  on: TrainsOn,
  from: TrainingSnapshot | undefined,
): Promise<void> {
  task = wanted
  after = null
  const { name, base, tunes } = wanted
  tell({ type: 'begun' })
  const { learning, remark } = await chooseLearning(on)
  if (remark !== '') tell({ type: 'remark', line: remark })
  const checkpoint = await loadCheckpoint(memoryFiles(name, base))
  const pause = createPause()
  const first = from?.trainer.update ?? 0
  const begun = performance.now()
  let before = from?.before ?? NaN
  const outcome = await trainMelody(
    { manner: checkpoint, parameters: parametersOf(checkpoint) },
    tunes,
    FINE_TUNING,
    {
      signal: cancelling.signal,
      rest: pause,
      onSnapshot: (snapshot) => {
        before = snapshot.before
        return keep(() => put('training', SNAPSHOT, snapshot))
      },
      onProgress: (progress) => {
        const perUpdate = (performance.now() - begun) / 1000 / (progress.update - first)
        const secondsLeft = perUpdate * (progress.updates - progress.update)
        if (Number.isNaN(before)) before = progress.best
        tell({ type: 'progress', state: { name, before, secondsLeft, ...progress } })
      },
    },
    learning,
    from,
  )
  if (outcome.ended === 'cancelled') {
    await forget()
    tell({ type: 'cancelled' })
    return
  }
  after = outcome.files
  await forget()
  const { files, best } = outcome
  tell({ type: 'ended', name, files, best, before: outcome.before })
}

async function begin(message: ToTraining & { type: 'begin' }): Promise<void> {
  const { name, base, material, on } = message
  cancelling = new AbortController()
  const checkpoint = await loadCheckpoint(memoryFiles(name, base))
  const { tunes, refused } = readMaterial(material, checkpoint.facts)
  if (refused.length > 0) tell({ type: 'remark', line: refused.join(' ') })
  const wanted = { name, base, tunes: splitTunes(tunes.map((tokens) => ({ tokens }))) }
  requireLearnable(wanted.tunes.train)
  isKept = true
  await keep(async () => {
    // One that failed has left a snapshot of other tunes.
    await forget()
    await put('training', TASK, wanted)
  })
  await train(wanted, on, undefined)
}

async function resume(on: TrainsOn): Promise<void> {
  cancelling = new AbortController()
  const kept = (await get('training', TASK)) as Task | undefined
  if (!kept) throw new Error('There is no training to go on with.')
  isKept = true
  await train(kept, on, (await get('training', SNAPSHOT)) as TrainingSnapshot | undefined)
}

async function receive(message: ToTraining): Promise<void> {
  try {
    switch (message.type) {
      case 'begin':
        await begin(message)
        break
      case 'resume':
        await resume(message.on)
        break
      case 'cancel':
        cancelling.abort()
        break
      case 'hear': {
        const files = message.which === 'after' ? after : task?.base
        const primer = task?.tunes.valid[0]?.tokens
        if (files && primer) {
          tell({ type: 'heard', future: await sketch(memoryFiles(message.which, files), primer) })
        }
      }
    }
  } catch (error) {
    tell({ type: 'failed', why: saying(error) })
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToTraining>) => void receive(data))
