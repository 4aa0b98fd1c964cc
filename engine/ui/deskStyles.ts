import { css } from 'lit'

export const deskStyles = css`
  :host {
    position: fixed;
    inset: 0;
    display: block;
  }
  .now {
    position: absolute;
    top: var(--gap);
    right: var(--edge);
    left: calc(var(--edge) + var(--desk-picture-width) + 24px);
    display: flex;
    flex-direction: column;
    height: var(--desk-picture-height);
  }
  .facts {
    display: flex;
    align-items: flex-end;
    justify-content: space-between;
    gap: 20px;
    height: 68px;
    padding-bottom: 8px;
  }
  .facts .fact {
    line-height: 56px;
  }
  .facts .fact:nth-child(n + 2) {
    flex-direction: column;
    align-items: flex-start;
    gap: 0;
    line-height: 20px;
  }
  .facts .who {
    min-width: 268px;
    gap: 16px;
    font-size: 56px;
  }
  .facts .value {
    line-height: 36px;
    font-size: 40px;
  }
  anthesis-roll {
    flex: 1;
    min-height: 0;
  }
  .path,
  anthesis-workbench {
    position: absolute;
    right: var(--edge);
    bottom: calc(var(--desk-words-height) + 4px);
    left: var(--edge);
    height: var(--desk-path-height);
  }
  .path {
    display: grid;
    grid-template-columns: 158fr 290fr 338fr 148fr 216fr;
    gap: 24px;
  }
  section {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 5px;
    min-width: 0;
    border-top: 1px solid var(--quiet);
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 20px;
    line-height: 32px;
  }
  /* The path: from each room to the next. */
  section:not(:last-child)::after {
    content: '';
    position: absolute;
    top: -5px;
    right: -16px;
    width: 9px;
    height: 9px;
    border: solid var(--quiet);
    border-width: 2px 2px 0 0;
    rotate: 45deg;
  }
  h3 {
    margin-top: 8px;
    font-size: 16px;
    font-weight: 700;
  }
  li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 48px;
  }
  li button {
    padding: 0;
    border-color: transparent;
    font-size: 20px;
  }
  .clipped {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .clipped-2 {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .model,
  .rest {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 44px;
  }
  .halves,
  .thirds,
  .output,
  .with-button,
  .with-switch,
  .click {
    display: grid;
    gap: 8px;
  }
  .halves {
    grid-template-columns: 1fr 1fr;
  }
  .thirds {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  .output {
    grid-template-columns: minmax(0, 10fr) minmax(0, 14fr) minmax(0, 9fr);
  }
  .with-button {
    grid-template-columns: minmax(0, 1fr) 96px;
  }
  .with-switch {
    grid-template-columns: minmax(0, 1fr) 96px;
  }
  .click {
    grid-template-columns: 96px minmax(0, 1fr);
    column-gap: 20px;
  }
  .path button {
    min-height: 48px;
  }
  .path .sweep {
    padding: 0 9px;
  }
  .path .sweep > svg {
    display: none;
  }
  /* Six lights and the panic below them: a line each for words, whole in their titles. */
  section[aria-label='Room'] .full.light {
    min-height: 42px;
    padding: 2px 0;
  }
  section[aria-label='Room'] .detail {
    -webkit-line-clamp: 1;
  }
  .end {
    display: grid;
    gap: 8px;
    margin-top: auto;
  }
  .words {
    position: absolute;
    right: var(--edge);
    bottom: 2px;
    left: var(--edge);
    display: flex;
    gap: 24px;
    align-items: center;
    height: 44px;
  }
  .quiet-strip {
    flex: 1;
    min-width: 0;
  }
`
