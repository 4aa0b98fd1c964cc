import type { Vector } from './editing.ts'

/** Looks at a flower from a side, without perspective. */
export interface Camera {
  /** Radians round the flower's axis; 0 looks at the petal's tip, a quarter turn at its side. */
  readonly azimuth: number
  /** Radians above the horizontal. */
  readonly elevation: number
  /** Pixels a mesh unit. */
  readonly scale: number
  /** What stands in the middle, mesh units. */
  readonly centre: Vector
  /** Of the canvas, pixels. */
  readonly width: number
  readonly height: number
}

/** Where a point is seen, pixels, and how near, mesh units towards the eye. */
export interface Seen {
  readonly x: number
  readonly y: number
  readonly nearness: number
}

type Direction = Pick<Camera, 'azimuth' | 'elevation'>

/** The picture's own directions in the flower's space. */
export function axesOf({ azimuth, elevation }: Direction): {
  readonly right: Vector
  readonly up: Vector
  readonly towards: Vector
} {
  const [sin, cos] = [Math.sin(azimuth), Math.cos(azimuth)]
  const [rise, level] = [Math.sin(elevation), Math.cos(elevation)]
  return {
    right: [-sin, cos, 0],
    up: [-cos * rise, -sin * rise, level],
    towards: [cos * level, sin * level, rise],
  }
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** Projects many points through one camera. */
export function projector(camera: Camera): (point: Vector) => Seen {
  const { right, up, towards } = axesOf(camera)
  const { centre, scale, width, height } = camera
  return (point) => {
    const from: Vector = [point[0] - centre[0], point[1] - centre[1], point[2] - centre[2]]
    return {
      x: width / 2 + scale * dot(from, right),
      y: height / 2 - scale * dot(from, up),
      nearness: dot(from, towards),
    }
  }
}

/** What a drag across the picture is in the flower's space, in the plane of the picture. */
export function draggedBy(camera: Camera, dx: number, dy: number): Vector {
  const { right, up } = axesOf(camera)
  const [r, u] = [dx / camera.scale, -dy / camera.scale]
  return [r * right[0] + u * up[0], r * right[1] + u * up[1], r * right[2] + u * up[2]]
}

/**
 * The point under the pointer: the nearest within `within` pixels, and of those as near the one in
 * front.
 * @returns its index; -1 where there is none
 */
export function pick(seen: readonly Seen[], x: number, y: number, within: number): number {
  let best = -1
  let least = within
  let front = -Infinity
  seen.forEach((point, index) => {
    const far = Math.hypot(point.x - x, point.y - y)
    const isNearer = far < least - 2 || (far < least + 2 && far < within && point.nearness > front)
    if (!isNearer) return
    best = index
    least = far
    front = point.nearness
  })
  return best
}

/** The camera after a drag that turns it; it never goes over the top. */
export const turned = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  azimuth: camera.azimuth - dx * 0.01,
  elevation: Math.min(Math.PI / 2, Math.max(-Math.PI / 2, camera.elevation + dy * 0.01)),
})
