import { css } from 'lit'

/** What every panel shares: type, buttons, focus. Colours come from page.css. */
export const theme = css`
  :host {
    box-sizing: border-box;
    color: var(--ink);
    font:
      16px/1.25 'Atkinson Hyperlegible',
      system-ui,
      sans-serif;
    font-variant-numeric: tabular-nums;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-width: 44px;
    min-height: 44px;
    margin: 0;
    padding: 0 12px;
    border: 1px solid var(--quiet);
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover {
    border-color: var(--ink);
  }
  button:active {
    background: rgb(236 232 225 / 14%);
  }
  button[aria-pressed='true'] {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--ground);
    font-weight: 700;
  }
  button:disabled {
    border-style: dashed;
    color: var(--quiet-words);
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--ink);
    outline-offset: 2px;
  }
  [data-learning] {
    outline: 2px dashed var(--ink);
    outline-offset: 2px;
  }
  svg {
    flex: none;
    display: block;
  }
  .quiet {
    color: var(--quiet-words);
  }
  .value {
    font-size: 20px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`
