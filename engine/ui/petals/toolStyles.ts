import { css } from 'lit'

const columns = css`
  :host {
    display: grid;
    gap: 20px;
    height: 100%;
  }
  .column,
  .middle {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    min-height: 0;
  }
  .middle > :first-child {
    flex: 1;
  }
  .halves,
  .thirds,
  .times {
    display: grid;
    gap: 8px;
  }
  .halves {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .thirds {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  .column button,
  .times button {
    min-height: 48px;
    padding: 0 6px;
  }
  p {
    margin: 0;
  }
`

export const drawPetalsStyles = [
  columns,
  css`
    :host {
      grid-template-columns: 240px minmax(0, 1fr) 240px;
    }
    .times {
      grid-template-columns: 1.6fr repeat(7, 1fr);
    }
    input[type='text'] {
      width: 100%;
      height: 48px;
      padding: 0 12px;
      border: 1px solid var(--quiet);
      border-radius: 4px;
      background: var(--panel);
      color: inherit;
      font: inherit;
      font-size: 20px;
    }
  `,
]

export const growPetalsStyles = [
  columns,
  css`
    :host {
      grid-template-columns: 232px minmax(0, 1fr) 320px;
    }
    .loss {
      flex: 1;
    }
    .names {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
      overflow-wrap: anywhere;
    }
    .progress {
      display: grid;
      gap: 6px;
      min-height: 44px;
      align-content: center;
    }
    .bar {
      height: 6px;
      border-radius: 3px;
      background: var(--line);
    }
    .bar > div {
      height: 100%;
      width: calc(100% * var(--done));
      border-radius: 3px;
      background: var(--context);
    }
    .pictures {
      flex: 1;
      display: grid;
      grid-template-columns: minmax(0, 12fr) minmax(0, 10fr);
      gap: 8px;
      min-height: 0;
    }
    .moves {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 6px 16px;
    }
  `,
]
