import { html, type TemplateResult } from 'lit'
import type { Voice } from '../../core/events.ts'
import { chosen } from '../choice.ts'
import '../choice.ts'
import type { PanelContext } from '../context.ts'
import { choiceOf, fader, pressButton, toggle } from '../parts.ts'

/** The ports there are, and the one chosen though its device is gone. */
const portsOf = (present: readonly string[], chosenPort: string): readonly string[] =>
  chosenPort === '' || present.includes(chosenPort) ? present : [...present, chosenPort]

function voiceRows(c: PanelContext, voice: Voice, whose: string): TemplateResult {
  const { state, actions } = c
  const { port } = state.view.outputs[voice]
  const ports = portsOf(state.midiOutputs, port)
  return html`<div class="with-switch">
      ${fader(c, `${voice}.level`)} ${toggle(c, `${voice}.mute`, 'Mute')}
    </div>
    <div class="output">
      ${choiceOf(c, `${voice}.output`, 'Out')}
      <anthesis-choice
        label="MIDI port"
        .name=${`${whose} MIDI port`}
        .options=${ports}
        .index=${ports.indexOf(port)}
        @choose=${(event: CustomEvent<number>) =>
          actions.send({ type: 'voiceOutput', voice, port: ports[chosen(event)] ?? port })}
      ></anthesis-choice>
      ${choiceOf(c, `${voice}.channel`, 'Channel')}
    </div>`
}

/** Tempo and the two voices: how loud, and where they sound. */
export function soundPanel(c: PanelContext): TemplateResult {
  return html`<section aria-label="Sound">
    <h2>Sound</h2>
    <div class="with-button">${fader(c, 'tempo')} ${pressButton(c, 'tap', 'Tap the beat')}</div>
    <div class="click">${toggle(c, 'click')} ${fader(c, 'click.level')}</div>
    <div class="with-button">
      ${toggle(c, 'downbeat')} ${pressButton(c, 'count-in', 'One bar of clicks, then bar one')}
    </div>
    ${voiceRows(c, 'performer', 'Your')} ${voiceRows(c, 'model', 'Partner')}
  </section>`
}
