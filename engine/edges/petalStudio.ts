import { drawnFlowers } from '../../models/petal/drawnFlowers.ts'
import { shortName } from '../../models/petal/flowerName.ts'
import { hashModel } from '../../models/petal/modelHash.ts'
import { networkOf } from '../../models/petal/network.ts'
import { PetalError } from '../../models/petal/petalError.ts'
import type { PetalModel } from '../../models/petal/petalModel.ts'
import { openShippedPetals } from '../../models/petal/shipped.ts'
import { formatDrawings, shapeOf, templateOf, templateSet } from '../../models/petal/templates.ts'
import { defaultOptions } from '../../models/petal/train.ts'
import { done, historyOf, redone, undone, type History } from '../core/history.ts'
import { MOST_CONTEXTS } from '../visuals/growPetal.ts'
import { keepFlowers, keepNetwork, keptFlowers, keptNetwork } from './petalKeep.ts'
import type {
  Flower,
  Grown,
  PetalStudio,
  StudioHooks,
  StudioState,
  Training,
} from './petalStudioContract.ts'
import { createPetalTrainer } from './petalTrainer.ts'
import { saveFile } from './saveFile.ts'

/** Where flowers are drawn and trained, and from where a network goes into the show. */

/** In the order in which the shipped network's contexts lead to them. */
const SHIPPED_ORDER = ['magnolia', 'lily', 'star']

const shippedFlowers = (): readonly Flower[] =>
  drawnFlowers()
    .map((template) => ({ name: template.name, shape: shapeOf(template) }))
    .toSorted((a, b) => SHIPPED_ORDER.indexOf(a.name) - SHIPPED_ORDER.indexOf(b.name))

const templatesOf = (flowers: readonly Flower[]) =>
  flowers.map(({ name, shape }) => {
    const { mesh } = templateOf(name, shape)
    // As it is written in a file: single precision has digits that nobody drew.
    const rounded = mesh.map((rows) => rows.map((row) => row.map((x) => Math.round(x * 1e4) / 1e4)))
    return { name, mesh: rounded }
  })

const grownOf = (model: PetalModel): Grown => ({
  network: networkOf(model),
  flowers: model.names,
  hash: hashModel(model),
})

const lineOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  const line = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** Opens the studio, and puts the petals that were in the show last back into it. Thread: main. */
export function openPetalStudio(hooks: StudioHooks): PetalStudio {
  const kept = keptFlowers()?.map((template) => ({
    name: template.name,
    shape: shapeOf(template),
  }))
  let flowers: History<readonly Flower[]> = historyOf(kept ?? shippedFlowers())
  let training: Training = { state: 'idle' }
  let losses: readonly number[] = []
  let live: Grown | null = null
  let next: { readonly grown: Grown; readonly model: PetalModel } | null = null
  let begunAt = 0
  let planted: PetalModel | null = null
  let state = snapshot()

  function snapshot(): StudioState {
    return {
      flowers: flowers.present,
      canUndo: flowers.past.length > 0,
      canRedo: flowers.future.length > 0,
      training,
      losses,
      live,
      next: next?.grown ?? null,
    }
  }

  const change = (): void => {
    state = snapshot()
  }

  const complain = (error: unknown): void => hooks.say('trouble', lineOf(error))

  function remember(changed: History<readonly Flower[]>): void {
    if (changed === flowers) return
    flowers = changed
    change()
    if (!keepFlowers(templatesOf(flowers.present))) {
      hooks.say('trouble', 'This browser keeps no flowers. Save them as a file before you leave.')
    }
  }

  function goLive(grown: Grown, model: PetalModel | null): void {
    hooks.show(grown.network)
    planted = model
    name(grown)
    keepNetwork(model)
  }

  function name(grown: Grown): void {
    live = grown
    hooks.send({ type: 'petals', hash: grown.hash, flowers: grown.flowers })
    change()
  }

  function learn(model: PetalModel): void {
    next = { grown: grownOf(model), model }
    change()
  }

  function rest(): void {
    training = { state: 'idle' }
    change()
  }

  const trainer = createPetalTrainer({
    progress(share, stage, loss) {
      const seconds = (hooks.now() - begunAt) / 1000
      const secondsLeft = share > 0.02 ? (seconds / share) * (1 - share) : null
      training = { state: 'running', done: share, stage, secondsLeft }
      losses = [...losses, Math.sqrt(loss)]
      change()
    },
    preview: learn,
    trained(model) {
      learn(model)
      rest()
      const worst = Math.max(...model.figures.reconstruction)
      hooks.say(
        'news',
        `The petals are trained, ${worst.toFixed(3)} off at most. Use them in the show.`,
      )
    },
    cancelled: rest,
    failed(reason) {
      rest()
      complain(new Error(reason))
    },
  })

  const open = async (): Promise<void> => {
    const own = keptNetwork()
    if (own) {
      goLive(grownOf(own), own)
      return
    }
    // The picture has fetched them for itself, and says so when it could not.
    name(grownOf(await openShippedPetals()))
  }
  open().catch(() => undefined)

  return {
    get state() {
      return state
    },
    draw: (drawn) => remember(done(flowers, drawn)),
    undo: () => remember(undone(flowers)),
    redo: () => remember(redone(flowers)),
    async importFiles(files) {
      try {
        const { importFlowers } = await import('./petalImport.ts')
        const found = await importFlowers(files)
        const names = new Set(flowers.present.map((flower) => flower.name))
        const added = found.map((template): Flower => {
          const free = freeName(template.name, names)
          names.add(free)
          return { name: free, shape: shapeOf(template) }
        })
        remember(done(flowers, [...flowers.present, ...added]))
        hooks.say('news', `${added.map((flower) => flower.name).join(', ')}: imported.`)
      } catch (error) {
        complain(error)
      }
    },
    model: (hash) => (live?.hash === hash ? planted : null),
    saveFlowers() {
      saveFile('flowers.json', 'application/json', formatDrawings(templatesOf(flowers.present)))
    },
    train(scheme) {
      try {
        const set = templateSet(templatesOf(flowers.present))
        requireRoom(set.templates.length)
        begunAt = hooks.now()
        losses = []
        training = { state: 'running', done: 0, stage: 'templates', secondsLeft: null }
        trainer.train(set, { ...defaultOptions(set), scheme })
        change()
      } catch (error) {
        if (!(error instanceof PetalError)) throw error
        complain(error)
      }
    },
    cancel: () => trainer.cancel(),
    async openTrained(files) {
      try {
        const { readTrainedFolder } = await import('./trainedFolder.ts')
        const model = await readTrainedFolder(files)
        if (training.state === 'running') trainer.cancel()
        learn(model)
        hooks.say('news', `${model.names.join(', ')}: opened. Use them in the show.`)
      } catch (error) {
        complain(error)
      }
    },
    plant() {
      if (next === null) return
      try {
        goLive(next.grown, next.model)
        hooks.say('news', `${next.grown.flowers.join(', ')}: in the show.`)
        next = null
        change()
      } catch (error) {
        complain(error)
      }
    },
    async plantShipped() {
      try {
        goLive(grownOf(await openShippedPetals()), null)
        hooks.say('news', 'The petals that came with the page are in the show.')
      } catch (error) {
        complain(error)
      }
    },
    async saveGlb(place, extent) {
      if (live === null) return
      try {
        const { glbOf } = await import('./petalExport.ts')
        const bytes = Uint8Array.from(glbOf(live.network, place, extent))
        saveFile(`${extent}.glb`, 'model/gltf-binary', bytes)
      } catch (error) {
        complain(error)
      }
    },
  }
}

/** More flowers than the picture can tell apart are refused before they are trained. */
function requireRoom(flowers: number): void {
  const most = MOST_CONTEXTS + 1
  if (flowers <= most) return
  throw new PetalError(
    `the picture can tell ${most} flowers apart, and there are ${flowers}`,
    'remove some, or train them on the command line',
  )
}

/** The name itself, or with the first number that makes it another. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) {
    const numbered = shortName(name, ` ${number}`)
    if (!taken.has(numbered)) return numbered
  }
}
