import type { SceneEvent } from '../core/events.ts'
import type { PictureStatus } from '../edges/picture.ts'
import type { NoticeBoard } from '../ui/notices.ts'

/** What the picture says of itself: on its light, on the strip, and to the fold. */
export class PictureNews {
  /** Milliseconds, of late. */
  worstFrame = 0
  /** The name of the scene that is on; '' before the first. */
  scene = ''
  /** The scene with its controls: a saved scene may have others under the same name. */
  #declared = ''
  #isWebGlSaid = false
  readonly #board: NoticeBoard
  readonly #onScene: (event: SceneEvent) => void

  /** @param onScene another scene is on, or the same one with other controls */
  constructor(board: NoticeBoard, onScene: (event: SceneEvent) => void) {
    this.#board = board
    this.#onScene = onScene
  }

  hear(status: PictureStatus): void {
    const { trouble, petals } = status
    this.worstFrame = status.worstFrameMilliseconds
    this.#light(status)
    this.#sayWebGl(status)
    if (trouble) this.#board.say('trouble', `${trouble.scene}: ${trouble.why} ${trouble.remedy}`)
    if (petals.trouble !== null) this.#board.say('trouble', petals.trouble)
    this.#tellScene(status)
  }

  #light({ supervised, backend }: PictureStatus): void {
    const by = backend === 'webgpu' ? 'WebGPU' : 'WebGL2, as WebGPU is missing'
    this.#board.light(
      'picture',
      supervised.state === 'running' ? { ...supervised, detail: by } : supervised,
    )
  }

  #sayWebGl({ backend, petals: { grown } }: PictureStatus): void {
    if (backend !== 'webgl2' || this.#isWebGlSaid) return
    this.#isWebGlSaid = true
    const newest =
      grown > 0 && Number.isFinite(grown)
        ? ` Of its petals the newest ${grown} are grown, as many as 4 ms allow.`
        : ''
    this.#board.say('news', `There is no WebGPU here: the picture is drawn with WebGL2.${newest}`)
  }

  #tellScene({ scene, controls }: PictureStatus): void {
    const declared = JSON.stringify([scene, controls])
    if (scene === null || declared === this.#declared) return
    this.#declared = declared
    this.scene = scene
    this.#onScene({ type: 'scene', name: scene, controls })
  }
}
