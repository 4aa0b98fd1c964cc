import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { PanelContext } from './context.ts'
import { gardenPanel } from './desk/garden.ts'
import { handsPanel } from './desk/hands.ts'
import { partnerPanel } from './desk/partner.ts'
import { roomPanel } from './desk/room.ts'
import { soundPanel } from './desk/sound.ts'
import { deskStyles } from './deskStyles.ts'
import { barFact, factStyles, temperatureFact, tempoFact, whoFact } from './facts.ts'
import { figureStyles } from './figures.ts'
import { partStyles } from './parts.ts'
import { quietStrip, quietStripStyles } from './quietStrip.ts'
import './roll.ts'
import { theme } from './theme.ts'
import './workbench.ts'

const toolsButton = ({ tools, tool, openTool }: PanelContext): TemplateResult | null => {
  const [first] = tools
  return first && tool === null
    ? html`<button
        title="Large tools in the signal path’s place (F4)"
        @click=${() => openTool(first.id)}
      >
        Tools
      </button>`
    : null
}

/** The signal path beside the smaller picture, in the order in which sound and light are made. */
@customElement('anthesis-desk')
export class AnthesisDesk extends LitElement {
  static override styles = [
    theme,
    figureStyles,
    factStyles,
    partStyles,
    quietStripStyles,
    deskStyles,
  ]

  @property({ attribute: false }) context: PanelContext | null = null

  override render(): TemplateResult | null {
    const c = this.context
    if (!c) return null
    return html`
      <div class="now">
        <div class="facts">
          ${whoFact(c, 44)} ${barFact(c)} ${temperatureFact(c)} ${tempoFact(c)}
          <button title="The picture, edge to edge (F2)" @click=${() => c.goTo('show')}>
            Show
          </button>
        </div>
        <anthesis-roll .panel=${c.state}></anthesis-roll>
      </div>
      ${
        c.tool === null
          ? html`<div class="path">
              ${handsPanel(c)} ${partnerPanel(c)} ${soundPanel(c)} ${gardenPanel(c)} ${roomPanel(c)}
            </div>`
          : html`<anthesis-workbench .context=${c}></anthesis-workbench>`
      }
      <div class="words">${quietStrip(c)} ${toolsButton(c)}</div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-desk': AnthesisDesk
  }
}
