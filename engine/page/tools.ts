import type { PetalStudio } from '../edges/petalStudioContract.ts'
import type { TrainingPorts } from '../edges/trainingDesk.ts'
import type { Tool } from '../ui/tool.ts'
import type { TakeBasket } from './takeBasket.ts'

export interface ToolPorts {
  readonly basket: TakeBasket
  readonly training: TrainingPorts
  readonly studio: PetalStudio
  /** The take that is being written. */
  readonly takeName: string
}

/** The workbench's tools; each is fetched when it is first opened. */
export const toolsOf = ({
  basket,
  training: ports,
  studio,
  takeName,
}: ToolPorts): readonly Tool[] => [
  {
    id: 'controls',
    label: 'Controls',
    load: async () => (await import('../ui/tools/controls.ts')).controlsTool,
  },
  {
    id: 'basket',
    label: 'Take basket',
    load: async () => {
      const { basketTool } = await import('../ui/tools/basket.ts')
      return basketTool(await basket.open())
    },
  },
  {
    id: 'models',
    label: 'Models',
    load: async () => {
      const { modelsTool } = await import('../ui/tools/models.ts')
      const { TrainingDesk } = await import('../edges/trainingDesk.ts')
      const training = new TrainingDesk(ports)
      await ports.models.refresh()
      await training.look()
      return modelsTool(ports.models, training)
    },
  },
  {
    id: 'drawPetals',
    label: 'Draw petals',
    load: async () => (await import('../ui/tools/drawPetals.ts')).drawPetalsTool(studio),
  },
  {
    id: 'growPetals',
    label: 'Grow petals',
    load: async () => (await import('../ui/tools/growPetals.ts')).growPetalsTool(studio),
  },
  {
    id: 'takes',
    label: 'Earlier takes',
    load: async () => {
      const { takesTool } = await import('../ui/tools/takes.ts')
      const { keptTakes } = await import('../edges/keptTakes.ts')
      return takesTool(await keptTakes(takeName))
    },
  },
]
