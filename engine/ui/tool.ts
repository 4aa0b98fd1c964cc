import type { TemplateResult } from 'lit'
import type { PanelContext } from './context.ts'

/** Draws a tool on the workbench, 1248 × 376 pixels at 1280 × 800, from the page's snapshot. */
export type ToolView = (context: PanelContext) => TemplateResult

/**
 * A large tool of the Desk: it takes the place of the signal path while it is open. Its code is
 * fetched when it is first opened, so that the first load stays small.
 */
export interface Tool {
  readonly id: string
  /** On its tab: a word or two. */
  readonly label: string
  /** May be called again after it has failed. */
  readonly load: () => Promise<ToolView>
}
