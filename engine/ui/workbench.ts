import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { PanelContext } from './context.ts'
import { stateMark } from './marks.ts'
import { theme } from './theme.ts'
import type { Tool, ToolView } from './tool.ts'

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly view: ToolView }
  | { readonly state: 'failed'; readonly why: string }

/** The Desk's lower half while a tool is open: the tools' tabs, and the open one. */
@customElement('anthesis-workbench')
export class AnthesisWorkbench extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--gap);
        min-width: 0;
        min-height: 0;
      }
      nav {
        display: flex;
        gap: 8px;
        padding-top: 4px;
        border-top: 1px solid var(--quiet);
      }
      nav .back {
        margin-left: auto;
      }
      main {
        flex: 1;
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      p {
        display: flex;
        align-items: center;
        gap: 10px;
        margin: 0;
      }
    `,
  ]

  @property({ attribute: false }) context: PanelContext | null = null
  private readonly loaded = new Map<string, Loaded>()

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('context')) return
    const tool = this.openTool()
    if (tool && !this.loaded.has(tool.id)) void this.load(tool)
  }

  override render(): TemplateResult | null {
    const c = this.context
    if (!c) return null
    return html`
      <nav aria-label="Tools">
        ${c.tools.map(
          ({ id, label }) =>
            html`<button aria-pressed=${c.tool === id} @click=${() => c.openTool(id)}>
              ${label}
            </button>`,
        )}
        <button class="back" title="The signal path again (F4)" @click=${() => c.openTool(null)}>
          Signal path
        </button>
      </nav>
      <main>${this.drawn(c)}</main>
    `
  }

  private drawn(c: PanelContext): TemplateResult | null {
    const tool = this.openTool()
    const loaded = tool && this.loaded.get(tool.id)
    if (!tool || !loaded) return null
    switch (loaded.state) {
      case 'loading':
        return html`<p class="quiet">${tool.label} is being opened.</p>`
      case 'failed':
        return html`<p>
          ${stateMark('failed')} ${tool.label} could not be opened: ${loaded.why}
          <button @click=${() => void this.load(tool)}>Try again</button>
        </p>`
      case 'ready':
        return loaded.view(c)
    }
  }

  private openTool(): Tool | undefined {
    const { context } = this
    return context?.tools.find(({ id }) => id === context.tool)
  }

  private async load(tool: Tool): Promise<void> {
    this.keep(tool, { state: 'loading' })
    try {
      this.keep(tool, { state: 'ready', view: await tool.load() })
    } catch (error) {
      const why = error instanceof Error ? error.message : 'no reason was given.'
      this.keep(tool, { state: 'failed', why })
    }
  }

  private keep({ id }: Tool, loaded: Loaded): void {
    this.loaded.set(id, loaded)
    this.requestUpdate()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-workbench': AnthesisWorkbench
  }
}
