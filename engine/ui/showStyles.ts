import { css } from 'lit'

export const showStyles = css`
  anthesis-strip {
    position: fixed;
    inset: 0 0 auto;
  }
  .invitation {
    position: fixed;
    right: 0;
    bottom: 148px;
    left: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 10px;
    pointer-events: none;
  }
  .invitation anthesis-piano {
    width: min(86vw, 66vh * 1.25);
    height: 17vh;
    pointer-events: auto;
    --letter: clamp(20px, 3.4vh, 32px);
  }
  .play {
    margin: 0;
    font-size: 56px;
    line-height: 1;
  }
  .invitation,
  .away {
    transition: opacity 300ms;
  }
  .away {
    opacity: 0;
  }
  .away anthesis-piano {
    pointer-events: none;
  }
  .rail {
    position: fixed;
    right: 0;
    bottom: 0;
    left: 0;
    padding: 10px var(--edge) 4px;
    background: var(--veil);
  }
  .controls,
  .facts,
  .lights {
    display: flex;
    align-items: center;
  }
  .controls {
    gap: var(--gap);
  }
  .controls anthesis-fader {
    flex: 1;
    min-width: 240px;
    margin-right: 8px;
  }
  .sweep {
    min-width: 172px;
  }
  .modes button {
    min-width: 92px;
  }
  .facts {
    justify-content: space-between;
    gap: 16px;
    height: 44px;
    contain: layout size style;
  }
  .facts .who {
    min-width: 84px;
  }
  .lights {
    gap: 18px;
    margin: 0 auto;
  }
  /* Two lines each, for nothing to be cut off: panic least of all. */
  @media (max-width: 1120px) {
    .invitation {
      bottom: 256px;
    }
    .controls,
    .facts {
      flex-wrap: wrap;
    }
    .controls anthesis-fader {
      flex-basis: 100%;
      margin-right: 0;
    }
    .facts {
      align-content: center;
      gap: 0 16px;
      height: 88px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .invitation,
    .away {
      transition: none;
    }
  }
`
