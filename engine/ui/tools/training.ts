import { css, html, LitElement, svg, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { CurvePoint, TrainingDesk } from '../../edges/trainingDesk.ts'
import { chosen } from '../choice.ts'
import '../choice.ts'
import type { PanelContext } from '../context.ts'
import { stateMark } from '../marks.ts'
import { theme } from '../theme.ts'

const CURVE = { width: 600, height: 150 }
const MINUTE = 60
const TRAINS_ON = ['processor', 'gpu'] as const
const TRAINS_ON_WORDS = ['Processor', 'GPU']

/** A time to go, in words that do not jitter. */
const timeWords = (seconds: number): string =>
  seconds >= MINUTE ? `${Math.ceil(seconds / MINUTE)} min` : `${Math.ceil(seconds / 5) * 5} s`

const nats = (loss: number): string => loss.toFixed(3)

/** Losses over the training's course: what is learnt from dashed, what is not whole. */
function lossCurve(curve: readonly CurvePoint[]): TemplateResult {
  const losses = curve.flatMap(({ loss, validation }) => [loss, validation])
  const highest = Math.max(...losses)
  const lowest = Math.min(...losses)
  const span = Math.max(0.05, highest - lowest)
  const path = (of: (point: CurvePoint) => number): string =>
    curve
      .map((point) => {
        const x = point.share * CURVE.width
        const y = 4 + ((highest - of(point)) / span) * (CURVE.height - 8)
        return `${x.toFixed(1)},${y.toFixed(1)}`
      })
      .join(' ')
  return html`<svg
    class="curve"
    viewBox="0 0 ${CURVE.width} ${CURVE.height}"
    preserveAspectRatio="none"
    role="img"
    aria-label="Loss, from ${nats(curve[0]?.validation ?? 0)} to ${nats(curve.at(-1)?.validation ?? 0)} nats"
  >
    ${svg`<polyline class="learnt" points=${path(({ loss }) => loss)} />
    <polyline points=${path(({ validation }) => validation)} />`}
  </svg>`
}

/** Makes a model one's own: material, progress, the ear's verdict. */
@customElement('anthesis-training')
export class AnthesisTraining extends LitElement {
  static override styles = [
    theme,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
        min-width: 0;
        min-height: 0;
      }
      h2,
      p {
        margin: 0;
      }
      h2 {
        font-size: 20px;
        line-height: 28px;
      }
      .drop {
        display: grid;
        flex: 1;
        place-items: center;
        border: 2px dashed var(--quiet);
        border-radius: 4px;
        text-align: center;
        cursor: pointer;
      }
      .hands {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .hands p {
        flex: 1;
        min-width: 0;
      }
      .curve {
        flex: 1;
        width: 100%;
        min-height: 0;
        background: var(--panel);
      }
      polyline {
        fill: none;
        stroke: var(--model);
        stroke-width: 3;
        vector-effect: non-scaling-stroke;
      }
      .learnt {
        stroke-dasharray: 3 4;
        stroke-width: 1.5;
      }
      progress {
        width: 100%;
        height: 12px;
        accent-color: var(--model);
      }
    `,
  ]

  @property({ attribute: false }) desk: TrainingDesk | null = null
  /** Changes at each frame, which draws the progress. */
  @property({ attribute: false }) context: PanelContext | null = null

  override render(): TemplateResult | null {
    const { desk } = this
    if (!desk) return null
    return html`<h2>Made yours</h2>
      ${this.body(desk)} ${desk.remark === '' ? null : html`<p class="quiet">${desk.remark}</p>`}`
  }

  private body(desk: TrainingDesk): TemplateResult {
    const { status } = desk
    switch (status.state) {
      case 'reading':
        return html`<p>What there is to learn from is being read; the music plays on.</p>`
      case 'running':
        return this.running(desk, status.at)
      case 'ended': {
        const gain = status.before - status.best
        return html`${lossCurve(desk.curve)}
          <p>
            ${status.name}: loss ${nats(status.before)} before, ${nats(status.best)} now, on tunes
            it has not learnt from${gain > 0 ? '' : '; nothing is gained, the old one is better'}.
          </p>
          <div class="hands">
            <button @click=${() => desk.hear('before')}>Hear before</button>
            <button @click=${() => desk.hear('after')}>Hear after</button>
            <p></p>
            <button @click=${() => void desk.keep()}>Keep and play</button>
            ${this.material(desk, 'Learn from others')}
          </div>`
      }
      case 'paused':
        return html`<p>A training was broken off when the page was closed.</p>
          <div class="hands">
            <button @click=${() => desk.resume()}>Go on</button>
            ${this.trainsOn(desk)} ${this.material(desk, 'Learn from others')}
          </div>`
      case 'failed':
        return html`<p>${stateMark('failed')} ${status.why}</p>
          ${this.invitation(desk)}`
      case 'idle':
        return this.invitation(desk)
    }
  }

  private running(
    desk: TrainingDesk,
    at: (TrainingDesk['status'] & { state: 'running' })['at'],
  ): TemplateResult {
    return html`${desk.curve.length > 1 ? lossCurve(desk.curve) : null}
      <progress aria-label="Training" max=${at?.updates ?? 1} .value=${at?.update ?? 0}></progress>
      <div class="hands">
        <p>
          ${
            at
              ? `${at.name}: loss ${nats(at.validation)}, ${nats(at.before)} before; ${timeWords(at.secondsLeft)} to go`
              : 'The training is being set up.'
          }
        </p>
        <button @click=${() => desk.cancel()}>Cancel</button>
      </div>`
  }

  private invitation(desk: TrainingDesk): TemplateResult {
    return html`<label
        class="drop"
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${(event: DragEvent) => this.drop(event, desk)}
      >
        <span
          >Drop MIDI files of melodies here, or click to choose them.<br />
          <span class="quiet">The model that plays learns from them in a few minutes.</span></span
        >
        ${this.input(desk)}
      </label>
      <div class="hands">
        <p class="quiet">Playing goes on meanwhile.</p>
        ${this.trainsOn(desk)}
        <button @click=${() => void desk.learnNight()}>Learn from tonight</button>
      </div>`
  }

  private trainsOn(desk: TrainingDesk): TemplateResult {
    return html`<anthesis-choice
      label="Trains on"
      .options=${TRAINS_ON_WORDS}
      .index=${TRAINS_ON.indexOf(desk.on)}
      @choose=${(event: CustomEvent<number>) => {
        desk.on = TRAINS_ON[chosen(event)] ?? desk.on
      }}
    ></anthesis-choice>`
  }

  private material(desk: TrainingDesk, words: string): TemplateResult {
    return html`<button @click=${() => desk.discard()}>${words}</button>`
  }

  private input(desk: TrainingDesk): TemplateResult {
    return html`<input
      class="unseen"
      type="file"
      multiple
      accept=".mid,.midi,audio/midi"
      aria-label="MIDI files to learn from"
      @change=${({ target }: Event) => {
        if (!(target instanceof HTMLInputElement)) return
        const files = [...(target.files ?? [])]
        target.value = ''
        if (files.length > 0) void desk.learnFiles(files)
      }}
    />`
  }

  private drop(event: DragEvent, desk: TrainingDesk): void {
    event.preventDefault()
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length > 0) void desk.learnFiles(files)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'anthesis-training': AnthesisTraining
  }
}
