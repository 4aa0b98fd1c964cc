import { css, html, LitElement, type TemplateResult } from 'lit'
import { state } from 'lit/decorators.js'
import { theme } from '../theme.ts'

/** An element that is drawn on a canvas as large as it is, again whenever a property changes. */
export abstract class DrawnElement extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        position: relative;
        display: block;
        overflow: hidden;
        min-width: 0;
        min-height: 0;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--panel);
      }
      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        touch-action: none;
      }
    `,
  ]

  /** Of the canvas, CSS pixels. */
  @state() protected size = { width: 0, height: 0 }
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
  }

  /** What the picture shows, in words. */
  protected abstract words(): string

  /** Draws in CSS pixels, on a clear canvas. */
  protected abstract draw(pen: CanvasRenderingContext2D): void

  override render(): TemplateResult {
    return html`<canvas
      width=${this.pixels.width}
      height=${this.pixels.height}
      role="img"
      aria-label=${this.words()}
    ></canvas>`
  }

  override updated(): void {
    this.redraw()
  }

  protected get canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector('canvas')
  }

  protected get pixels(): { readonly width: number; readonly height: number } {
    const scale = window.devicePixelRatio
    return {
      width: Math.round(this.size.width * scale),
      height: Math.round(this.size.height * scale),
    }
  }

  protected redraw(): void {
    const pen = this.canvas?.getContext('2d')
    const { width, height } = this.size
    if (!pen || width === 0) return
    const scale = window.devicePixelRatio
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    pen.clearRect(0, 0, width, height)
    pen.lineJoin = 'round'
    pen.font = '16px "Atkinson Hyperlegible", sans-serif'
    this.draw(pen)
  }
}
