import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import { styleMap } from 'lit/directives/style-map.js'
import type { Event as ShowEvent } from '../core/events.ts'
import { unit, type MidiNote } from '../core/units.ts'
import { noteOfKey } from '../input/letterKeys.ts'
import { readKeyLabels, usualLabel } from './keyLabels.ts'
import { BLACK_WIDTH, PIANO_KEYS, WHITE_KEYS, type KeyLights, type PianoKey } from './pianoKeys.ts'
import { theme } from './theme.ts'

/** A finger on the glass tells no velocity. */
const TOUCH_VELOCITY = unit(0.75)
const FROM = { device: 'panel', channel: 1 } as const

const isSame = (a: KeyLights, b: KeyLights | undefined): boolean =>
  b !== undefined && a.player.join() === b.player.join() && a.model.join() === b.model.join()

/** The letter keys as a piano. Fingers and the mouse can play it; the letters play it in any case. */
@customElement('anthesis-piano')
export class AnthesisPiano extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        touch-action: none;
        user-select: none;
      }
      .keys {
        position: relative;
        height: 100%;
      }
      .key {
        position: absolute;
        top: 0;
        display: flex;
        align-items: flex-end;
        justify-content: center;
        height: 100%;
        padding-bottom: 0.35em;
        border: 1px solid var(--quiet);
        border-radius: 0 0 6px 6px;
        background: rgb(32 31 31 / 88%);
        font-size: var(--letter, 28px);
        line-height: 1;
        cursor: pointer;
        contain: strict;
      }
      .black {
        height: 60%;
        background: var(--ground);
      }
      .player {
        border-color: var(--player);
        background: var(--player);
        color: var(--ground);
        font-weight: 700;
      }
      .model {
        outline: 4px solid var(--model);
        outline-offset: -5px;
      }
    `,
  ]

  @property({
    attribute: false,
    hasChanged: (a: KeyLights, b: KeyLights | undefined) => !isSame(a, b),
  })
  lights: KeyLights = { player: [], model: [] }
  @property({ type: Number }) octave = 0
  @property({ attribute: false }) send: (event: ShowEvent) => void = () => undefined
  @state() private labelOf: (code: string) => string = usualLabel
  /** Notes under fingers, by pointer. */
  private readonly touched = new Map<number, MidiNote>()

  override connectedCallback(): void {
    super.connectedCallback()
    void readKeyLabels().then((labelOf) => (this.labelOf = labelOf))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const pointer of this.touched.keys()) this.lift(pointer)
  }

  override render(): TemplateResult {
    return html`<div
      class="keys"
      role="img"
      aria-label="Letter keys as a piano: the home row is white, the row above it black"
      @pointerup=${(event: PointerEvent) => this.lift(event.pointerId)}
      @pointercancel=${(event: PointerEvent) => this.lift(event.pointerId)}
    >
      ${PIANO_KEYS.map((key) => this.key(key))}
    </div>`
  }

  private key({ code, isBlack, place }: PianoKey): TemplateResult {
    const width = isBlack ? BLACK_WIDTH : 1
    const classes = {
      key: true,
      black: isBlack,
      player: this.lights.player.includes(code),
      model: this.lights.model.includes(code),
    }
    return html`<span
      class=${classMap(classes)}
      data-code=${code}
      style=${styleMap({
        left: `${(place / WHITE_KEYS) * 100}%`,
        width: `calc(${(width / WHITE_KEYS) * 100}% - 2px)`,
      })}
      @pointerdown=${(event: PointerEvent) => this.touch(event, code)}
      >${this.labelOf(code)}</span
    >`
  }

  private touch(event: PointerEvent, code: string): void {
    const pitch = noteOfKey(code, this.octave)
    if (pitch === null || event.button !== 0 || this.touched.has(event.pointerId)) return
    if (event.currentTarget instanceof Element) {
      event.currentTarget.setPointerCapture(event.pointerId)
    }
    this.touched.set(event.pointerId, pitch)
    this.send({ type: 'noteOn', ...FROM, pitch, velocity: TOUCH_VELOCITY })
  }

  private lift(pointer: number): void {
    const pitch = this.touched.get(pointer)
    if (pitch === undefined) return
    this.touched.delete(pointer)
    this.send({ type: 'noteOff', ...FROM, pitch })
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-piano': AnthesisPiano
  }
}
