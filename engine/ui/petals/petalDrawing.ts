import { smooth, type Surface } from '../../visuals/petalSurface.ts'
import { axesOf, projector, type Camera } from './camera.ts'
import type { Vector } from './editing.ts'

/** Petals as shaded surfaces on a 2D canvas, the farther first: small, and three stays out of it. */

/** Red, green, blue, 0..255. */
export type Ink = readonly [number, number, number]

/** #ffb454, what the performer has drawn. */
export const DRAWN: Ink = [255, 180, 84]
/** #b794f6, what the contexts make. */
export const GROWN: Ink = [183, 148, 246]

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
/** Light from behind and above, as in the garden. */
const LIGHT: Vector = [-0.48, 0.32, 0.82]

interface Quad {
  readonly corners: readonly (readonly [number, number])[]
  readonly nearness: number
  readonly light: number
}

const length = ([x, y, z]: Vector): number => Math.sqrt(x * x + y * y + z * z)

function normalOf(a: Vector, b: Vector, c: Vector): Vector {
  const u: Vector = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  const v: Vector = [c[0] - a[0], c[1] - a[1], c[2] - a[2]]
  const normal: Vector = [
    u[1] * v[2] - u[2] * v[1],
    u[2] * v[0] - u[0] * v[2],
    u[0] * v[1] - u[1] * v[0],
  ]
  const size = length(normal) || 1
  return [normal[0] / size, normal[1] / size, normal[2] / size]
}

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** Lambert on the lit face, a part of the light through the petal, and a rim where it turns away. */
function lightOn(normal: Vector, towards: Vector): number {
  const lit = dot(normal, LIGHT)
  const seen = dot(normal, towards)
  const direct = lit * seen > 0 ? Math.abs(lit) : 0.45 * Math.abs(lit)
  const edge = 1 - Math.abs(seen)
  return 0.3 + 0.62 * direct + 0.2 * edge * edge * edge
}

function quadsOf(surface: Surface, turn: number, camera: Camera, into: Quad[]): void {
  const { rows, columns, points } = surface
  const project = projector(camera)
  const { towards } = axesOf(camera)
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)]
  const placed = Array.from({ length: rows * columns }, (_, i): Vector => {
    const [x, y, z] = [points[i * 3] ?? 0, points[i * 3 + 1] ?? 0, points[i * 3 + 2] ?? 0]
    return [x * cos - y * sin, x * sin + y * cos, z]
  })
  const seen = placed.map(project)
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const first = row * columns + column
      const order = [first, first + 1, first + columns + 1, first + columns]
      const [a, b, c, d] = order.map((i) => placed[i])
      const corners = order.flatMap((i) => seen[i] ?? [])
      if (!a || !b || !c || !d) continue
      const along = (row + 0.5) / (rows - 1)
      into.push({
        corners: corners.map(({ x, y }) => [x, y] as const),
        nearness: corners.reduce((sum, corner) => sum + corner.nearness, 0),
        light: lightOn(normalOf(a, b, d), towards) * (0.7 + 0.3 * along),
      })
    }
  }
}

/**
 * Draws a flower.
 * @param mesh of a petal, 147 numbers
 * @param petals how many, at steps of 137.5°
 * @param fineness pieces that each gap of the mesh is cut into
 */
export function drawFlower(
  pen: CanvasRenderingContext2D,
  camera: Camera,
  mesh: Float32Array,
  petals: number,
  fineness: number,
  ink: Ink,
): void {
  const surface = smooth(mesh, fineness)
  const quads: Quad[] = []
  for (let petal = 0; petal < petals; petal++) {
    quadsOf(surface, petal * GOLDEN_ANGLE, camera, quads)
  }
  quads.sort((a, b) => a.nearness - b.nearness)
  pen.lineWidth = 1
  for (const { corners, light } of quads) {
    const shade = ink.map((part) => Math.round(Math.min(255, part * light)))
    pen.fillStyle = `rgb(${shade.join(' ')})`
    // A seam of the same colour: neighbours would let the ground through.
    pen.strokeStyle = pen.fillStyle
    pen.beginPath()
    for (const [x, y] of corners) pen.lineTo(x, y)
    pen.closePath()
    pen.fill()
    pen.stroke()
  }
}
