import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { classMap } from 'lit/directives/class-map.js'
import { styleMap } from 'lit/directives/style-map.js'
import type { Event as ShowEvent } from '../core/events.ts'
import { shareOf } from '../modulation/parameters.ts'
import type { Control } from '../performance/view.ts'
import { looksSame, spokenValue, stepOf, tidy, valueWords } from './faderMaths.ts'
import { faderStyles } from './faderStyles.ts'
import { figures, figureStyles } from './figures.ts'
import { heatInk, moverMark } from './marks.ts'
import { theme } from './theme.ts'

/** A press that moves less than this is a click. */
const CLICK_PIXELS = 4
/** Pixels of one notch of a wheel. */
const NOTCH_PIXELS = 100
const FINE = 0.1

interface Drag {
  readonly pointer: number
  readonly fromX: number
  lastX: number
  value: number
  hasMoved: boolean
}

/**
 * A continuous parameter. A grip anywhere takes hold of it where it stands, also in the middle of a
 * sweep; drag, wheel and arrows move it, Shift makes them fine, a double-click brings the default
 * back, a click on its label learns a knob for it.
 */
@customElement('anthesis-fader')
export class AnthesisFader extends LitElement {
  static override styles = [theme, figureStyles, faderStyles]

  @property({
    attribute: false,
    hasChanged: (a: Control | null, b: Control | null) => !looksSame(a, b),
  })
  control: Control | null = null
  @property({ attribute: false }) send: (event: ShowEvent) => void = () => undefined
  @state() private isHeld = false
  /** Sent and not yet seen in a snapshot; with the decimals that a slow wheel gathers. */
  private aimed: number | null = null
  private drag: Drag | null = null

  private get slider(): HTMLElement | null {
    return this.renderRoot.querySelector('.slider')
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('control')) this.aimed = null
  }

  override render(): TemplateResult | null {
    const { control } = this
    if (!control) return null
    const { parameter, value, isLearning, ghost, movedBy } = control
    const share = shareOf(parameter, value)
    const isHeat = parameter.id === 'temperature'
    return html`<div
      class=${classMap({
        fader: true,
        heat: isHeat,
        outlined: parameter.id.startsWith('model.'),
        learning: isLearning,
        glides: !this.isHeld,
      })}
      style=${styleMap({ '--share': String(share), '--accent': accentOf(parameter.id, share) })}
      @pointerdown=${this.grip}
      @pointermove=${this.pull}
      @pointerup=${this.let}
      @pointercancel=${this.let}
      @dblclick=${this.restore}
      @wheel=${{ handleEvent: this.roll, passive: false }}
    >
      <div
        class="slider"
        role="slider"
        tabindex="0"
        aria-label=${parameter.label}
        aria-orientation="horizontal"
        aria-valuemin=${parameter.min}
        aria-valuemax=${parameter.max}
        aria-valuenow=${tidy(parameter, value)}
        aria-valuetext=${spokenValue(control, value)}
        @keydown=${this.press}
        @keyup=${keepArrows}
      ></div>
      <div class="groove" aria-hidden="true">
        <div class="fill"></div>
        ${
          ghost === null
            ? null
            : html`<div
                class="ghost"
                title="A knob waits here"
                style=${styleMap({ '--ghost': String(ghost) })}
              ></div>`
        }
        <div class="thumb"></div>
      </div>
      <button
        class="label"
        aria-pressed=${isLearning}
        aria-label="${parameter.label}: learn a knob"
        title=${learnTitle(control)}
        @click=${this.learn}
      >
        ${isLearning ? 'Move a knob, or click to cancel' : parameter.label}
      </button>
      <span class="mark">${moverMark(movedBy)}</span>
      <span class="value" aria-hidden="true"
        >${figures(valueWords(parameter, value))}${
          parameter.unit === '' ? null : html` <small>${parameter.unit}</small>`
        }</span
      >
      <span class="unseen" role="status"
        >${isLearning ? `Move a knob to learn it for ${parameter.label}.` : ''}</span
      >
    </div>`
  }

  private aim(value: number): void {
    const { control } = this
    if (!control) return
    const { id, min, max } = control.parameter
    this.aimed = Math.min(max, Math.max(min, value))
    this.send({ type: 'setParameter', parameter: id, value: tidy(control.parameter, value) })
  }

  private readonly grip = (event: PointerEvent): void => {
    const { control } = this
    if (!control || this.drag || event.button !== 0) return
    this.drag = {
      pointer: event.pointerId,
      fromX: event.clientX,
      lastX: event.clientX,
      value: this.aimed ?? control.value,
      hasMoved: false,
    }
    if (isLabel(event)) return
    this.slider?.focus({ preventScroll: true })
    this.hold(event)
    // A hand on a moving fader stops it there and then.
    if (control.movedBy === 'curve') this.aim(control.value)
  }

  private hold(event: PointerEvent): void {
    this.isHeld = true
    this.slider?.setPointerCapture(event.pointerId)
  }

  private readonly pull = (event: PointerEvent): void => {
    const { control, drag } = this
    if (!control || drag?.pointer !== event.pointerId) return
    if (!drag.hasMoved && Math.abs(event.clientX - drag.fromX) < CLICK_PIXELS) return
    if (!drag.hasMoved) this.hold(event)
    drag.hasMoved = true
    const { min, max } = control.parameter
    const byPixels = (event.clientX - drag.lastX) * (event.shiftKey ? FINE : 1)
    const moved = drag.value + (byPixels / this.clientWidth) * (max - min)
    drag.value = Math.min(max, Math.max(min, moved))
    drag.lastX = event.clientX
    const shown = tidy(control.parameter, this.aimed ?? control.value)
    if (tidy(control.parameter, drag.value) !== shown) this.aim(drag.value)
  }

  private readonly let = (event: PointerEvent): void => {
    if (this.drag?.pointer !== event.pointerId) return
    this.drag = null
    this.isHeld = false
  }

  private readonly restore = (event: MouseEvent): void => {
    if (this.control && !isLabel(event)) this.aim(this.control.parameter.initial)
  }

  private readonly roll = (event: WheelEvent): void => {
    const { control } = this
    if (!control) return
    event.preventDefault()
    // With Shift, some systems turn the wheel sideways.
    const pixels = event.deltaY === 0 ? event.deltaX : event.deltaY
    const notches = Math.max(-1, Math.min(1, -pixels / NOTCH_PIXELS))
    const step = stepOf(control.parameter, event.shiftKey)
    this.aim((this.aimed ?? control.value) + notches * step)
  }

  private readonly press = (event: KeyboardEvent): void => {
    const { control } = this
    if (!control) return
    const to = keyTarget(control, event, this.aimed ?? control.value)
    if (to === null) return
    event.preventDefault()
    event.stopPropagation()
    this.aim(to)
  }

  private readonly learn = (): void => {
    const { control } = this
    if (!control) return
    const parameter = control.isLearning ? null : control.parameter.id
    this.send({ type: 'learn', parameter })
  }
}

const isLabel = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('.label') !== null

/** Where a key moves a fader; null for a key that is not a fader's. */
function keyTarget({ parameter }: Control, { key, shiftKey }: KeyboardEvent, value: number) {
  const step = stepOf(parameter, shiftKey)
  if (key === 'ArrowRight' || key === 'ArrowUp') return value + step
  if (key === 'ArrowLeft' || key === 'ArrowDown') return value - step
  if (key === 'PageUp') return value + 5 * step
  if (key === 'PageDown') return value - 5 * step
  if (key === 'Home') return parameter.min
  return key === 'End' ? parameter.max : null
}

/** The arrows are the fader's while it has the focus: the temperature keys must not hear them. */
export function keepArrows(event: KeyboardEvent): void {
  if (event.key.startsWith('Arrow')) event.stopPropagation()
}

function accentOf(id: string, share: number): string {
  if (id === 'temperature') return heatInk(share)
  if (id.startsWith('performer.')) return 'var(--player)'
  return id.startsWith('model.') ? 'var(--model)' : 'var(--ink)'
}

function learnTitle({ parameter, learnt, isLearning }: Control): string {
  if (isLearning) return 'Move a knob to learn it. Click again to cancel.'
  const what = parameter.hint === '' ? '' : `${parameter.label}: ${parameter.hint}. `
  return learnt.length > 0
    ? `${what}Moved by ${learnt.join(', ')}. Click, then move a knob, to learn another.`
    : `${what}Click, then move a knob, to learn it.`
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-fader': AnthesisFader
  }
}
