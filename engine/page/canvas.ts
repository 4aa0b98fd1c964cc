import type { Picture } from '../edges/picture.ts'

/** @throws Error where the page was made without one */
export function canvasOfPage(): HTMLCanvasElement {
  const canvas = document.querySelector('canvas')
  if (!canvas) throw new Error('The page has no canvas.')
  return canvas
}

/** Beyond two pixels to a point nobody sees a difference. */
const SHARPEST = 2

/**
 * Keeps a picture as large as its canvas is shown.
 * @returns to be called each frame, since the canvas of a picture that was rebuilt is another one
 */
export function createCanvasSize(picture: Picture): () => void {
  let observed: HTMLCanvasElement | null = null
  const sizes = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = picture.canvas
    const scale = Math.min(window.devicePixelRatio, SHARPEST)
    picture.resize({ width: clientWidth * scale, height: clientHeight * scale })
  })
  return () => {
    if (picture.canvas === observed) return
    sizes.disconnect()
    observed = picture.canvas
    sizes.observe(observed)
  }
}
