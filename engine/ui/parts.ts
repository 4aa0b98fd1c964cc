import { css, html, nothing, type TemplateResult } from 'lit'
import type { Event as ShowEvent, Mode } from '../core/events.ts'
import type { Parameter } from '../modulation/parameters.ts'
import { chosen } from './choice.ts'
import './choice.ts'
import type { PanelContext } from './context.ts'
import type { DeviceLight, PanelActions } from './contract.ts'
import './fader.ts'
import { stateMark, stopMark } from './marks.ts'
import './switch.ts'
import { detailWords, lightWords, stateWords } from './words.ts'

/** Parts that both rooms have. */

/** What a press of a trigger says. */
export const pressing = (parameter: string): ShowEvent => ({
  type: 'setParameter',
  parameter,
  value: 1,
})

/**
 * A button that presses a trigger; a right click, or the menu key, learns a pad for it.
 * @param isPressed of one that stays down for as long as what it began lasts
 */
export function pressButton(
  c: PanelContext,
  id: string,
  title: string,
  words: unknown = c.control(id)?.parameter.label,
  isPressed: boolean | typeof nothing = nothing,
): TemplateResult {
  return html`<button
    class=${id}
    data-parameter=${id}
    ?data-learning=${c.control(id)?.isLearning}
    aria-pressed=${isPressed}
    title="${title}. Right-click: learn a pad."
    @click=${() => c.actions.send(pressing(id))}
  >
    ${words}
  </button>`
}

/** The steps of a choice: as many words as values, rising. */
export interface Steps {
  readonly values: readonly number[]
  readonly words: readonly string[]
}

/** Of a parameter's own values, kept: a choice draws itself anew when its words are others. */
const STEPS = new WeakMap<Parameter, Steps>()

function stepsOf(parameter: Parameter): Steps {
  const known = STEPS.get(parameter)
  if (known) return known
  const { min, max, choices } = parameter
  const values = Array.from({ length: max - min + 1 }, (_, index) => min + index)
  const steps = { values, words: choices.length > 0 ? choices : values.map(String) }
  STEPS.set(parameter, steps)
  return steps
}

/** With the value that a knob has set between them. */
function withValue({ values, words }: Steps, value: number, decimals: number): Steps {
  if (values.includes(value)) return { values, words }
  const place = values.findIndex((other) => other > value)
  const at = place < 0 ? values.length : place
  return {
    values: values.toSpliced(at, 0, value),
    words: words.toSpliced(at, 0, value.toFixed(decimals)),
  }
}

/** A parameter of few values; a right click, or the menu key, learns a knob for it. */
export function choiceOf(
  c: PanelContext,
  id: string,
  label: string,
  steps?: Steps,
): TemplateResult | typeof nothing {
  const control = c.control(id)
  if (!control) return nothing
  const { parameter, value, isLearning } = control
  const { values, words } = withValue(steps ?? stepsOf(parameter), value, parameter.decimals)
  return html`<anthesis-choice
    label=${isLearning ? 'Move a knob' : label}
    .name=${parameter.label}
    .options=${words}
    .index=${values.indexOf(value)}
    data-parameter=${id}
    ?data-learning=${isLearning}
    @choose=${(event: CustomEvent<number>) => {
      const to = values[chosen(event)]
      if (to !== undefined) c.actions.send({ type: 'setParameter', parameter: id, value: to })
    }}
  ></anthesis-choice>`
}

export function fader(c: PanelContext, id: string): TemplateResult | typeof nothing {
  const control = c.control(id)
  return control
    ? html`<anthesis-fader
        data-parameter=${id}
        .control=${control}
        .send=${c.actions.send}
      ></anthesis-fader>`
    : nothing
}

/** @param label in place of the parameter's own, where the panel says whose it is */
export function toggle(c: PanelContext, id: string, label = ''): TemplateResult | typeof nothing {
  const control = c.control(id)
  return control
    ? html`<anthesis-switch
        data-parameter=${id}
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
    <button aria-label="${parameter.label}, now" @click=${() => c.actions.send(pressing(id))}>
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
export const modeButtons = ({ state, actions, control }: PanelContext): TemplateResult =>
  html`<div class="modes" role="group" aria-label="Mode">
    ${FIRST_MODES.map(
      ([mode, label, title]) =>
        html`<button
          data-parameter="partner.${mode}"
          ?data-learning=${control(`partner.${mode}`)?.isLearning}
          aria-pressed=${state.view.mode === mode}
          class=${state.view.nextMode === mode ? 'next' : ''}
          title="${title}. Shift-click: at the next bar. Right-click: learn a pad."
          @click=${({ shiftKey }: MouseEvent) =>
            actions.send(shiftKey ? { type: 'mode', mode, when: 'bar' } : { type: 'mode', mode })}
        >
          ${label}
        </button>`,
    )}
  </div>`

export const panicButton = (c: PanelContext): TemplateResult =>
  pressButton(c, 'panic', 'Silence now (Esc or .)', html`${stopMark()}Panic`)

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
