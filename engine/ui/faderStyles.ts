import { css } from 'lit'

export const faderStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .fader {
    position: relative;
    display: grid;
    grid-template-columns: auto 1fr auto auto;
    grid-template-rows: 26px 1fr;
    align-items: center;
    column-gap: 6px;
    height: 48px;
    cursor: ew-resize;
    touch-action: none;
    user-select: none;
  }
  .slider {
    position: absolute;
    inset: 0;
    border-radius: 4px;
  }
  /* The whole height of the fader, so that a finger finds it; the groove below shows through. */
  button.label {
    grid-row: 1 / 3;
    grid-column: 1;
    z-index: 1;
    align-self: stretch;
    align-items: flex-start;
    justify-content: flex-start;
    min-height: 48px;
    padding: 3px 2px 0 0;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 400;
    cursor: inherit;
    touch-action: none;
  }
  button.label:hover {
    text-decoration: underline 2px;
    text-underline-offset: 4px;
  }
  .mark {
    grid-column: 3;
    color: var(--quiet-words);
    pointer-events: none;
  }
  .value {
    grid-column: 4;
    min-width: 2ch;
    text-align: right;
    pointer-events: none;
  }
  .value small {
    font-size: 16px;
    color: var(--quiet-words);
  }
  .groove {
    position: absolute;
    right: 5px;
    bottom: 9px;
    left: 5px;
    height: 4px;
    border-radius: 2px;
    background: #4a4845;
    pointer-events: none;
  }
  .fill,
  .ghost,
  .thumb {
    position: absolute;
    top: 50%;
  }
  .fill {
    left: 0;
    width: calc(var(--share) * 100%);
    height: 4px;
    border-radius: 2px;
    background: var(--accent);
    transform: translateY(-50%);
  }
  .thumb {
    left: calc(var(--share) * 100%);
    width: 10px;
    height: 18px;
    border: 3px solid var(--accent);
    border-radius: 3px;
    background: var(--accent);
    transform: translate(-50%, -50%);
  }
  .outlined .thumb {
    background: var(--ground);
  }
  .outlined .fill {
    height: 6px;
    border: 1.5px solid var(--accent);
    background: var(--ground);
  }
  .ghost {
    left: calc(var(--ghost) * 100%);
    width: 10px;
    height: 18px;
    border: 2px dashed var(--ink);
    border-radius: 3px;
    transform: translate(-50%, -50%);
  }
  .heat .groove {
    background: linear-gradient(
      90deg in oklab,
      color-mix(in oklab, var(--ice), var(--ground) 55%),
      color-mix(in oklab, var(--ember), var(--ground) 55%)
    );
  }
  .heat .fill {
    background: linear-gradient(90deg in oklab, var(--ice), var(--accent));
  }
  .learning {
    outline: 2px dashed var(--ink);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .learning button.label {
    font-weight: 700;
  }
  .learning .mark,
  .learning .value {
    display: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    .glides .fill {
      transition: width 90ms linear;
    }
    .glides .thumb {
      transition: left 90ms linear;
    }
    .ghost {
      transition: left 90ms linear;
    }
  }
`
