import { css, html, type TemplateResult } from 'lit'
import type { PanelContext } from './context.ts'
import { stateMark } from './marks.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['Esc', 'silence'],
  ['↑ ↓', 'temperature'],
  ['Z X', 'octave'],
  ['R', 'replay the minute'],
  ['F2', 'show or desk'],
  ['F4', 'tools'],
  ['F9', 'hide all panels'],
]

/** One line at the very edge: news and trouble as they come, else the keys. Covers nothing. */
export function quietStrip({ state: { notice, isReplaying } }: PanelContext): TemplateResult {
  const words = notice?.text ?? (isReplaying ? 'The last minute plays again. R ends it.' : '')
  return html`<div class="quiet-strip">
    <span role="status"
      >${
        words === ''
          ? null
          : html`${notice?.tone === 'trouble' ? stateMark('failed') : null}<span class="notice"
                >${words}</span
              >`
      }</span
    >
    ${
      words === ''
        ? html`<span class="keys"
            >${KEYS.map(([key, does]) => html`<span><kbd>${key}</kbd> ${does}</span>`)}</span
          >`
        : null
    }
  </div>`
}

export const quietStripStyles = css`
  .quiet-strip {
    display: flex;
    align-items: center;
    height: 28px;
    overflow: hidden;
    white-space: nowrap;
  }
  .quiet-strip > span {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }
  .notice {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .quiet-strip .keys {
    gap: min(1.25vw, 24px);
    color: var(--quiet-words);
  }
  kbd {
    padding: 0 6px;
    border: 1px solid var(--quiet);
    border-radius: 3px;
    color: var(--ink);
    font: inherit;
  }
`
