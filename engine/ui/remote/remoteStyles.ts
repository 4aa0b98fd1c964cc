import { css } from 'lit'

/** For one thumb: a column on a phone held upright, two when it lies. */
export const remoteStyles = css`
  :host {
    display: grid;
    gap: 16px;
    padding: 12px max(12px, env(safe-area-inset-right)) 24px max(12px, env(safe-area-inset-left));
    user-select: none;
    -webkit-user-select: none;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    padding: 8px 0;
    background: var(--ground);
  }
  p {
    margin: 0;
  }
  button {
    min-height: 52px;
  }
  .panic {
    min-width: 120px;
    border-color: var(--ember);
  }
  .pad {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 8px;
  }
  .pad .note {
    min-height: 64px;
    touch-action: none;
  }
  .pad .note:active {
    border-color: var(--player);
    background: var(--player);
    color: var(--ground);
  }
  .pad button:not(.note) {
    grid-column: span 2;
  }
  .offers {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
    gap: 12px;
  }
  .fader span {
    display: flex;
    justify-content: space-between;
    gap: 12px;
  }
  .fader b {
    font-size: 20px;
    font-weight: 400;
    white-space: nowrap;
  }
  .fader input {
    width: 100%;
    height: 44px;
    margin: 0;
    accent-color: var(--ink);
    touch-action: pan-y;
  }
  .choice {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .choice button {
    flex: 1;
  }
`
