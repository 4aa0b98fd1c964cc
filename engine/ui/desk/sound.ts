import { html, type TemplateResult } from 'lit'
import type { Event as ShowEvent, Output, Voice } from '../../core/events.ts'
import { chosen } from '../choice.ts'
import '../choice.ts'
import type { PanelContext } from '../context.ts'
import { fader, toggle } from '../parts.ts'

const OUTPUTS: readonly (readonly [Output, string])[] = [
  ['internal', 'Inside'],
  ['midi', 'MIDI'],
  ['both', 'Both'],
]
const OUTPUT_WORDS = OUTPUTS.map(([, words]) => words)
const CHANNELS = Array.from({ length: 16 }, (_, index) => String(index + 1))

/** The ports there are, and the one chosen though its device is gone. */
const portsOf = (present: readonly string[], chosenPort: string): readonly string[] =>
  chosenPort === '' || present.includes(chosenPort) ? present : [...present, chosenPort]

function voiceRows(c: PanelContext, voice: Voice, whose: string): TemplateResult {
  const { state, actions } = c
  const { output, port, channel } = state.view.outputs[voice]
  const ports = portsOf(state.midiOutputs, port)
  const change = (to: { output?: Output; port?: string; channel?: number }): void => {
    const event: ShowEvent = { type: 'voiceOutput', voice, output, port, channel, ...to }
    // Out by MIDI means a port: the first, until another is chosen.
    const isLost = event.output !== 'internal' && event.port === ''
    actions.send(isLost ? { ...event, port: ports[0] ?? '' } : event)
  }
  return html`<div class="with-switch">
      ${fader(c, `${voice}.level`)} ${toggle(c, `${voice}.mute`, 'Mute')}
    </div>
    <div class="output">
      <anthesis-choice
        label="Out"
        .name=${`${whose} output`}
        .options=${OUTPUT_WORDS}
        .index=${OUTPUTS.findIndex(([value]) => value === output)}
        @choose=${(event: CustomEvent<number>) =>
          change({ output: OUTPUTS[chosen(event)]?.[0] ?? output })}
      ></anthesis-choice>
      <anthesis-choice
        label="MIDI port"
        .name=${`${whose} MIDI port`}
        .options=${ports}
        .index=${ports.indexOf(port)}
        @choose=${(event: CustomEvent<number>) => change({ port: ports[chosen(event)] ?? port })}
      ></anthesis-choice>
      <anthesis-choice
        label="Channel"
        .name=${`${whose} MIDI channel`}
        .options=${CHANNELS}
        .index=${channel - 1}
        @choose=${(event: CustomEvent<number>) => change({ channel: chosen(event) + 1 })}
      ></anthesis-choice>
    </div>`
}

/** Tempo and the two voices: how loud, and where they sound. */
export function soundPanel(c: PanelContext): TemplateResult {
  const { send } = c.actions
  return html`<section aria-label="Sound">
    <h2>Sound</h2>
    <div class="with-button">
      ${fader(c, 'tempo')}
      <button title="Tap the beat" @click=${() => send({ type: 'tap' })}>Tap</button>
    </div>
    <div class="click">${toggle(c, 'click')} ${fader(c, 'click.level')}</div>
    <div class="with-button">
      ${toggle(c, 'downbeat')}
      <button title="One bar of clicks, then bar one" @click=${() => send({ type: 'countIn' })}>
        Count in
      </button>
    </div>
    ${voiceRows(c, 'performer', 'Your')} ${voiceRows(c, 'model', 'Partner')}
  </section>`
}
