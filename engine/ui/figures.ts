import { css, html, type TemplateResult } from 'lit'

/**
 * Numbers that do not jitter. Atkinson Hyperlegible has no tabular figures, so every digit stands in
 * a cell as wide as the widest; who listens hears the number whole.
 */
export const figures = (text: string): TemplateResult =>
  html`<span class="figures"
    ><span aria-hidden="true">${Array.from(text, cell)}</span
    ><span class="unseen">${text}</span></span
  >`

const cell = (character: string): TemplateResult | string =>
  character >= '0' && character <= '9' ? html`<i>${character}</i>` : character

export const figureStyles = css`
  .figures {
    position: relative;
    white-space: pre;
  }
  .figures i {
    display: inline-block;
    width: 0.65em;
    font-style: normal;
    text-align: center;
  }
`
