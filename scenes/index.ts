import type { SceneRegistry } from '../engine/visuals/scene.ts'

/** Every scene of the house, in the order in which they are offered: add a line for yours. */
export const scenes: SceneRegistry = {
  garden: () => import('./garden.ts'),
  drift: () => import('./drift.ts'),
}
