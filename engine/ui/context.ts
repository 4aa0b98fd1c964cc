import type { Control } from '../performance/view.ts'
import type { PanelActions, PanelState } from './contract.ts'
import type { Tool } from './tool.ts'

export type Room = 'show' | 'desk'

/** What every panel gets: the snapshot, what hands can do, and how the page itself is set. */
export interface PanelContext {
  readonly state: PanelState
  readonly actions: PanelActions
  readonly goTo: (room: Room) => void
  readonly tools: readonly Tool[]
  /** The tool that is open in the signal path's place. */
  readonly tool: string | null
  readonly openTool: (id: string | null) => void
  readonly control: (id: string) => Control | undefined
}
