import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { theme } from '../theme.ts'
import { openLine, type Line } from './line.ts'
import { offeredOf, shownValue, stepOf, subjectOf, type Offered } from './offer.ts'
import { remoteStyles } from './remoteStyles.ts'
import './remote.css'

const NAMES = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B']
const PADS = 16
/** C4. */
const LOWEST_PITCH = 60
/** A pad is struck the harder the lower down it is touched. */
const SOFTEST = 40
const HARDEST = 127
/** So long a list may take to come before it is asked for again. */
const LIST_MILLISECONDS = 2000

/** The instrument in a hand: what `/anthesis/list` offers, sixteen notes, and panic. */
@customElement('anthesis-remote')
export class AnthesisRemote extends LitElement {
  static override styles = [theme, remoteStyles]

  @state() private offers: readonly Offered[] = []
  @state() private values: ReadonlyMap<string, unknown> = new Map()
  @state() private isJoined = false
  @state() private octaves = 0
  private listed: Offered[] = []
  private listAskedAt = -Infinity
  private readonly held = new Map<number, number>()
  private dragged: string | null = null
  private readonly line: Line = openLine({
    joined: () => {
      this.isJoined = true
      this.askForList()
    },
    lost: () => {
      this.isJoined = false
      this.held.clear()
    },
    message: (address, args) => this.hear(address, args),
  })

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('visibilitychange', this.letGo)
    window.addEventListener('pagehide', this.letGo)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('visibilitychange', this.letGo)
    window.removeEventListener('pagehide', this.letGo)
  }

  override render(): TemplateResult {
    return html`
      <header>
        <p role="status">${this.words()}</p>
        <button class="panic" @click=${() => this.line.send('/anthesis/panic')}>Panic</button>
      </header>
      <section class="pad" aria-label="Notes">
        ${Array.from({ length: PADS }, (_, place) => this.pad(place))}
        <button @click=${() => this.shift(-1)}>Octave −</button>
        <button @click=${() => this.shift(1)}>Octave +</button>
      </section>
      <section class="offers" aria-label="Controls">
        ${this.offers.map((offer) => this.control(offer))}
      </section>
    `
  }

  private words(): string {
    if (!this.isJoined) return 'The bridge does not answer. Trying again.'
    return this.offers.length > 0 ? 'Anthesis' : 'Open Anthesis in a browser on its own machine.'
  }

  private askForList(): void {
    this.listed = []
    this.listAskedAt = performance.now()
    this.line.send('/anthesis/list')
  }

  private hear(address: string, args: readonly unknown[]): void {
    const subject = subjectOf(address)
    if (subject !== null) {
      // A page that came later than this one has not been asked; one that was says all it knows first.
      const isOverdue = performance.now() - this.listAskedAt > LIST_MILLISECONDS
      if (this.offers.length === 0 && isOverdue) this.askForList()
      if (subject !== this.dragged) this.values = new Map(this.values).set(subject, args[0])
    } else if (address === '/anthesis/list/entry') {
      const offer = offeredOf(args)
      if (offer !== null) this.listed.push(offer)
    } else if (address === '/anthesis/list/end') {
      this.offers = this.listed
      this.listed = []
    }
  }

  private control(offer: Offered): TemplateResult | typeof nothing {
    const { address, kind, label } = offer
    if (kind === 'continuous' && offer.range !== null) return this.fader(offer)
    if (kind === 'toggle') {
      const isOn = Number(this.values.get(address) ?? 0) >= 0.5
      return html`<button aria-pressed=${isOn} @click=${() => this.set(address, isOn ? 0 : 1)}>
        ${label}
      </button>`
    }
    if (kind === 'choice') {
      return html`<div class="choice" role="group" aria-label=${label}>
        ${offer.choices.map(
          (choice) =>
            html`<button
              aria-pressed=${this.values.get(address) === choice}
              @click=${() => this.set(address, choice)}
            >
              ${choice}
            </button>`,
        )}
      </div>`
    }
    return kind === 'trigger' && address !== '/anthesis/panic'
      ? html`<button @click=${() => this.line.send(address)}>${label}</button>`
      : nothing
  }

  private fader({ address, label, unit, range }: Offered): TemplateResult | typeof nothing {
    if (range === null) return nothing
    const known = this.values.get(address)
    const value = typeof known === 'number' ? known : range.min
    return html`<label class="fader">
      <span>${label}<b>${shownValue(range, value)} ${unit}</b></span>
      <input
        type="range"
        min=${range.min}
        max=${range.max}
        step=${stepOf(range)}
        .value=${String(value)}
        @pointerdown=${() => (this.dragged = address)}
        @pointerup=${() => (this.dragged = null)}
        @pointercancel=${() => (this.dragged = null)}
        @input=${(event: InputEvent) => {
          const { target } = event
          if (target instanceof HTMLInputElement) this.set(address, target.valueAsNumber)
        }}
      />
    </label>`
  }

  private pad(place: number): TemplateResult {
    const pitch = LOWEST_PITCH + this.octaves * 12 + place
    const name = `${NAMES[pitch % 12] ?? ''}${Math.floor(pitch / 12) - 1}`
    const lift = (event: PointerEvent): void => this.release(event.pointerId)
    return html`<button
      class="note"
      @pointerdown=${(event: PointerEvent) => this.strike(event, pitch)}
      @pointerup=${lift}
      @pointercancel=${lift}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${name}
    </button>`
  }

  private strike(event: PointerEvent, pitch: number): void {
    const { currentTarget, pointerId } = event
    if (!(currentTarget instanceof HTMLElement)) return
    const { top, height } = currentTarget.getBoundingClientRect()
    const share = Math.min(1, Math.max(0, (event.clientY - top) / height))
    this.release(pointerId)
    this.held.set(pointerId, pitch)
    const velocity = Math.round(SOFTEST + share * (HARDEST - SOFTEST))
    this.line.send('/anthesis/note/on', pitch, velocity)
  }

  private release(pointerId: number): void {
    const pitch = this.held.get(pointerId)
    if (pitch === undefined) return
    this.held.delete(pointerId)
    this.line.send('/anthesis/note/off', pitch)
  }

  /** A phone that is put away holds no key. */
  private readonly letGo = (): void => {
    if (document.hidden) for (const pointerId of [...this.held.keys()]) this.release(pointerId)
  }

  private set(address: string, value: number | string): void {
    this.values = new Map(this.values).set(address, value)
    this.line.send(address, value)
  }

  private shift(by: number): void {
    this.octaves = Math.min(3, Math.max(-3, this.octaves + by))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-remote': AnthesisRemote
  }
}
