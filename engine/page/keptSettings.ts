import type { Event } from '../core/events.ts'
import { loadSettings, saveSettings } from '../edges/settingsStore.ts'
import { settingsOf } from '../performance/settings.ts'
import type { Performance } from '../performance/state.ts'
import type { NoticeBoard } from '../ui/notices.ts'

const KEEP_MILLISECONDS = 2000

const isOfScene = (event: Event): boolean =>
  event.type === 'setParameter' && event.parameter.startsWith('scene.')

/** Settings, brought back and kept in this browser. */
export class KeptSettings {
  readonly #stored = loadSettings()
  readonly #ofScene = this.#stored.filter(isOfScene)
  readonly #state: () => Performance
  readonly #board: NoticeBoard
  #keeper = 0

  constructor(state: () => Performance, board: NoticeBoard) {
    this.#state = state
    this.#board = board
  }

  /** Brings them back, and keeps them from now on: while they change, and when the page is left. */
  start(accept: (event: Event) => void): void {
    for (const event of this.#stored) accept(event)
    this.#keeper = window.setInterval(() => this.#keep(), KEEP_MILLISECONDS)
    window.addEventListener('pagehide', () => this.#keep())
  }

  /** A scene's controls exist once it is on: what was stored for them comes after. */
  restoreScene(accept: (event: Event) => void): void {
    for (const event of this.#ofScene.splice(0)) accept(event)
  }

  #keep(): void {
    if (saveSettings(settingsOf(this.#state()))) return
    window.clearInterval(this.#keeper)
    this.#board.say(
      'trouble',
      'This browser keeps no settings. Allow storage for this page to keep them.',
    )
  }
}
