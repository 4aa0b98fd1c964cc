import type * as THREE from 'three/webgpu'
import type { Vantage } from '../../engine/visuals/vantage.ts'

/** Where the newest flower stands, from the left and, at 40 % of the height, from the top. */
export const NEWEST = { x: 0.618, y: 0.6 }
/** Of the picture's height. */
export const FIELD_OF_VIEW = 38

interface Screen {
  readonly width: number
  readonly height: number
}

const ramp = (value: number, from: number, to: number): number =>
  Math.min(1, Math.max(0, (value - from) / (to - from)))

/** Looks at the garden from a vantage, so that the newest flower stands in its place. */
export function lookFrom(
  { azimuth, elevation, distance: wished }: Readonly<Vantage>,
  { width, height }: Screen,
  camera: THREE.PerspectiveCamera,
): void {
  camera.aspect = width / height
  // A tall screen steps back until the flower fits its width.
  const distance = wished * Math.max(1, 1.2 / camera.aspect)
  const across = Math.cos(elevation) * distance
  camera.position.set(
    Math.sin(azimuth) * across,
    Math.sin(elevation) * distance,
    Math.cos(azimuth) * across,
  )
  camera.lookAt(0, 0, 0)
  // A tall screen has no room beside the flower.
  const aside = (NEWEST.x - 0.5) * width * ramp(camera.aspect, 0.9, 1.5)
  camera.setViewOffset(width, height, -aside, (0.5 - NEWEST.y) * height, width, height)
}
