import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { PanelState } from './contract.ts'
import { drawRoll, type Trace } from './rollDrawing.ts'
import { theme } from './theme.ts'
import { PAST_SECONDS } from './timeline.ts'

/** The temperature's trail is kept this finely. */
const TRACE_SECONDS = 0.1

/** A piano roll: time runs from left to right, now at one third. */
@customElement('anthesis-roll')
export class AnthesisRoll extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: relative;
        display: block;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--panel);
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      p {
        position: absolute;
        inset: auto 0 16px calc(100% / 3 + 24px);
        margin: 0;
      }
    `,
  ]

  @property({ attribute: false }) panel: PanelState | null = null
  @state() private size = { width: 0, height: 0 }
  private past: Trace[] = []
  private readonly watcher = new ResizeObserver(([entry]) => {
    if (entry) this.size = { width: entry.contentRect.width, height: entry.contentRect.height }
  })

  override connectedCallback(): void {
    super.connectedCallback()
    this.watcher.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.watcher.disconnect()
    this.past = []
  }

  override render(): TemplateResult {
    const { width, height } = this.size
    const scale = window.devicePixelRatio
    const isEmpty = this.panel?.notes.length === 0
    return html`<canvas
        width=${Math.round(width * scale)}
        height=${Math.round(height * scale)}
        role="img"
        aria-label="Piano roll: your notes filled, the partner’s outlined"
      ></canvas>
      ${isEmpty ? html`<p class="quiet">Play, and your notes appear here.</p>` : null}`
  }

  override updated(): void {
    const { panel } = this
    const pen = this.renderRoot.querySelector('canvas')?.getContext('2d')
    if (!panel || !pen || this.size.width === 0) return
    const control = panel.view.controls.find(({ parameter }) => parameter.id === 'temperature')
    const { min, max } = control?.parameter ?? { min: 0, max: 2 }
    this.remember(panel.nowSeconds, panel.view.temperature)
    const scale = window.devicePixelRatio
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    const present = { atSeconds: panel.nowSeconds, value: panel.view.temperature }
    drawRoll(pen, { ...this.size, heatRange: [min, max] }, panel, [...this.past, present])
  }

  private remember(atSeconds: number, value: number): void {
    const last = this.past.at(-1)
    // A replay goes back in time: its trail is another.
    if (last && atSeconds < last.atSeconds) this.past = []
    if (!last || atSeconds - last.atSeconds >= TRACE_SECONDS) this.past.push({ atSeconds, value })
    const oldest = this.past[0]
    if (oldest && oldest.atSeconds < atSeconds - PAST_SECONDS) this.past.shift()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-roll': AnthesisRoll
  }
}
