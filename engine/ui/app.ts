import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { PanelContext, Room } from './context.ts'
import type { PanelActions, PanelState } from './contract.ts'
import './desk.ts'
import './page.css'
import './show.ts'
import type { Tool } from './tool.ts'

/** Between Show and Desk. Neither key plays, moves the focus, or types into a field. */
const ROOM_KEY = 'F2'
/** Between the signal path and the tool that was open last. */
const TOOLS_KEY = 'F4'
/** Hides every panel and the cursor. */
const HIDE_KEY = 'F9'
const TOUCHES = ['pointerdown', 'pointerup', 'pointercancel'] as const
/** A key waits for whatever the thread is at: what is only looked at is drawn this often. */
const SHOW_MILLISECONDS = 50

/**
 * The page. Draws {@link PanelState}, and hands what hands do to
 * {@link PanelActions}. What it keeps is how the page itself is set: the room, the tool. A right
 * click, or the menu key, on anything that declares its parameter learns it. `data-room` and `data-panels` on the body lay out the picture's canvas, page.css.
 */
@customElement('anthesis-app')
export class AnthesisApp extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
  `

  @property({ attribute: false }) state: PanelState | null = null
  @property({ attribute: false }) actions: PanelActions | null = null
  @property({ attribute: false }) tools: readonly Tool[] = []
  @state() private room: Room = 'show'
  @state() private tool: string | null = null
  private lastTool: string | null = null
  @state() private isHidden = false
  private isHandOn = false
  private drawnAt = 0

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('keydown', this.press)
    for (const type of TOUCHES) window.addEventListener(type, this.touch)
    this.addEventListener('contextmenu', this.learn)
    this.layOut()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('keydown', this.press)
    for (const type of TOUCHES) window.removeEventListener(type, this.touch)
    this.removeEventListener('contextmenu', this.learn)
  }

  /** However often the state is set, it is drawn once in its turn. */
  protected override async scheduleUpdate(): Promise<void> {
    await this.turn()
    await super.scheduleUpdate()
    this.drawnAt = performance.now()
  }

  /**
   * With each frame on the Desk, whose roll runs, and while a hand is on a panel. On the Show in a
   * task of its own, for a key to come between it and the layout.
   */
  private turn(): Promise<unknown> {
    if (this.room === 'desk' || this.isHandOn) return new Promise(requestAnimationFrame)
    const wait = this.drawnAt + SHOW_MILLISECONDS - performance.now()
    return new Promise((resolve) => setTimeout(resolve, wait))
  }

  private readonly touch = (event: Event): void => {
    this.isHandOn = event.type === 'pointerdown'
  }

  override render(): TemplateResult | null {
    const { state: shown, actions } = this
    if (!shown || !actions) return null
    const context = this.context(shown, actions)
    return this.room === 'show'
      ? html`<anthesis-show .context=${context}></anthesis-show>`
      : html`<anthesis-desk .context=${context}></anthesis-desk>`
  }

  private context(shown: PanelState, actions: PanelActions): PanelContext {
    return {
      state: shown,
      actions,
      goTo: (room) => {
        this.room = room
        this.layOut()
      },
      tools: this.tools,
      tool: this.tool,
      openTool: (id) => this.openTool(id),
      control: (id) => shown.view.controls.find(({ parameter }) => parameter.id === id),
    }
  }

  private openTool(id: string | null): void {
    this.lastTool = id ?? this.tool
    this.tool = id
  }

  /** Off the Desk there is no place for tools: the key goes to them. */
  private turnTools(): void {
    const isOpen = this.room === 'desk' && this.tool !== null
    this.room = 'desk'
    this.openTool(isOpen ? null : (this.tool ?? this.lastTool ?? this.tools[0]?.id ?? null))
  }

  private layOut(): void {
    document.body.dataset['room'] = this.room
    document.body.dataset['panels'] = this.isHidden ? 'hidden' : 'shown'
  }

  private readonly learn = (event: Event): void => {
    const declared = event
      .composedPath()
      .find((target) => target instanceof HTMLElement && 'parameter' in target.dataset)
    const id = declared instanceof HTMLElement ? declared.dataset['parameter'] : undefined
    if (id === undefined) return
    event.preventDefault()
    const learning = this.state?.view.controls.find(({ isLearning }) => isLearning)
    this.actions?.send({ type: 'learn', parameter: learning?.parameter.id === id ? null : id })
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.code === ROOM_KEY) this.room = this.room === 'show' ? 'desk' : 'show'
    else if (event.code === TOOLS_KEY) this.turnTools()
    else if (event.code === HIDE_KEY) this.isHidden = !this.isHidden
    else return
    event.preventDefault()
    this.layOut()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-app': AnthesisApp
  }
}
