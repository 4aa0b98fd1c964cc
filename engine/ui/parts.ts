import { css, html, nothing, type TemplateResult } from 'lit'
import type { Mode } from '../core/events.ts'
import type { PanelContext } from './context.ts'
import type { DeviceLight, PanelActions } from './contract.ts'
import './fader.ts'
import { stateMark, stopMark } from './marks.ts'
import './switch.ts'
import { detailWords, lightWords, stateWords } from './words.ts'

/** Parts that both rooms have. */

export function fader(c: PanelContext, id: string): TemplateResult | typeof nothing {
  const control = c.control(id)
  return control
    ? html`<anthesis-fader .control=${control} .send=${c.actions.send}></anthesis-fader>`
    : nothing
}

/** @param label in place of the parameter's own, where the panel says whose it is */
export function toggle(c: PanelContext, id: string, label = ''): TemplateResult | typeof nothing {
  const control = c.control(id)
  return control
    ? html`<anthesis-switch
        .control=${control}
        .send=${c.actions.send}
        label=${label}
      ></anthesis-switch>`
    : nothing
}

/** Something that happens at a press; its label learns a pad for it. */
export function trigger(c: PanelContext, id: string): TemplateResult | typeof nothing {
  const control = c.control(id)
  if (!control) return nothing
  const { parameter, isLearning, learnt } = control
  const title = learnt.length > 0 ? `Learnt: ${learnt.join(', ')}` : 'Click to learn a pad or pedal'
  return html`<div class="trigger">
    <button
      aria-pressed=${isLearning}
      title=${title}
      @click=${() => c.actions.send({ type: 'learn', parameter: isLearning ? null : id })}
    >
      ${isLearning ? 'Press a pad' : parameter.label}
    </button>
    <button
      aria-label="${parameter.label}, now"
      @click=${() => c.actions.send({ type: 'setParameter', parameter: id, value: 1 })}
    >
      Now
    </button>
  </div>`
}

/** The modes that a signal path has room for; the others are among the controls, and on M. */
const FIRST_MODES: readonly (readonly [Mode, string, string])[] = [
  ['answer', 'Answer', 'You play, rest, and the partner answers'],
  ['together', 'Together', 'The partner plays a second voice beside you'],
  ['listen', 'Listen', 'The partner hears you and stays silent'],
]

/** A click changes the mode at once, with Shift at the next bar line. */
export const modeButtons = ({ state, actions }: PanelContext): TemplateResult =>
  html`<div class="modes" role="group" aria-label="Mode">
    ${FIRST_MODES.map(
      ([mode, label, title]) =>
        html`<button
          aria-pressed=${state.view.mode === mode}
          class=${state.view.nextMode === mode ? 'next' : ''}
          title="${title}. Shift-click: at the next bar."
          @click=${({ shiftKey }: MouseEvent) =>
            actions.send(shiftKey ? { type: 'mode', mode, when: 'bar' } : { type: 'mode', mode })}
        >
          ${label}
        </button>`,
    )}
  </div>`

export const panicButton = ({ actions }: PanelContext): TemplateResult =>
  html`<button
    class="panic"
    title="Silence now (Esc or .)"
    @click=${() => actions.send({ type: 'panic' })}
  >
    ${stopMark()}Panic
  </button>`

const canOpen = ({ id, status }: DeviceLight): boolean =>
  id === 'midi' && (status.state === 'idle' || status.state === 'failed')

/** A device light: shape and name; MIDI's asks for permission. */
export function smallLight(light: DeviceLight, { openMidi }: PanelActions): TemplateResult {
  const content = html`${stateMark(light.status.state)}${light.label}`
  return canOpen(light)
    ? html`<button
        class="light"
        title=${lightWords(light)}
        aria-label=${lightWords(light)}
        @click=${openMidi}
      >
        ${content}
      </button>`
    : html`<span class="light" role="img" aria-label=${lightWords(light)} title=${lightWords(light)}
        >${content}</span
      >`
}

/** A device light with its words and, in trouble, what to do. */
export function fullLight(light: DeviceLight, { openMidi }: PanelActions): TemplateResult {
  const { label, status } = light
  const content = html`${stateMark(status.state)}
    <span class="lines" title=${detailWords(status)}>
      <span><b>${label}</b> ${stateWords(status)}</span>
      <span class="detail">${detailWords(status)}</span>
    </span>`
  return canOpen(light)
    ? html`<button class="full light" aria-label=${lightWords(light)} @click=${openMidi}>
        ${content}
      </button>`
    : html`<div class="full light">${content}</div>`
}

export const partStyles = css`
  .modes {
    display: flex;
  }
  .modes button {
    flex: 1;
    min-height: 48px;
  }
  .modes button:first-child {
    border-radius: 4px 0 0 4px;
  }
  .modes button:last-child {
    margin-left: -1px;
    border-radius: 0 4px 4px 0;
  }
  .modes .next {
    border-style: dashed;
  }
  .trigger {
    display: flex;
    gap: 4px;
  }
  .trigger button:first-child {
    flex: 1;
    min-width: 0;
  }
  .panic,
  .sweep {
    min-height: 48px;
  }
  .sweep {
    position: relative;
    justify-content: flex-start;
    overflow: hidden;
    padding: 0 10px;
  }
  .sweep .progress {
    position: absolute;
    bottom: 0;
    left: 0;
    height: 4px;
    background: linear-gradient(90deg, var(--ice), var(--ember));
  }
  .pair {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    line-height: 20px;
  }
  .light {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 44px;
  }
  button.light {
    padding: 0 8px;
    border: 0;
    text-decoration: underline;
    text-decoration-color: var(--quiet);
    text-underline-offset: 4px;
  }
  .full.light {
    width: 100%;
    min-height: 48px;
    gap: 10px;
    align-items: flex-start;
    justify-content: flex-start;
    padding: 4px 0;
    text-align: left;
    text-decoration: none;
    white-space: normal;
  }
  button.full.light {
    padding: 4px 8px;
    border: 1px solid var(--quiet);
  }
  .lines {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
    line-height: 19px;
  }
  .detail {
    display: -webkit-box;
    overflow: hidden;
    color: var(--quiet-words);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
`
