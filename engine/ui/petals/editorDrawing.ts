import { PETAL_COLUMNS, PETAL_STEPS } from '../../visuals/petalSource.ts'
import type { Seen } from './camera.ts'

/** The mesh over a petal: lines from point to point, and the points to be pulled. */

const INK = '#ece8e1'
const GROUND = '#0b0b0d'
const POINT = 3.5
const CHOSEN = 7

/**
 * @param seen the 49 points as {@link MESH_POINTS} lists them
 * @param chosen index of the point that hands would pull
 */
export function drawMesh(
  pen: CanvasRenderingContext2D,
  seen: readonly Seen[],
  chosen: number,
): void {
  pen.strokeStyle = 'rgb(11 11 13 / 55%)'
  pen.lineWidth = 1
  const line = (indices: readonly number[]): void => {
    pen.beginPath()
    for (const index of indices) {
      const point = seen[index]
      if (point) pen.lineTo(point.x, point.y)
    }
    pen.stroke()
  }
  const steps = PETAL_STEPS.map((_, step) => step)
  const columns = Array.from({ length: PETAL_COLUMNS }, (_, column) => column)
  for (const step of steps) line(columns.map((column) => step * PETAL_COLUMNS + column))
  for (const column of columns) line(steps.map((step) => step * PETAL_COLUMNS + column))

  const nearness = seen.map((point) => point.nearness)
  const back = Math.min(...nearness)
  const depth = Math.max(...nearness) - back || 1
  for (const point of seen) {
    pen.globalAlpha = 0.45 + 0.55 * ((point.nearness - back) / depth)
    disc(pen, point, POINT)
  }
  pen.globalAlpha = 1
  const point = seen[chosen]
  if (point) disc(pen, point, CHOSEN)
}

function disc(pen: CanvasRenderingContext2D, { x, y }: Seen, radius: number): void {
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fillStyle = INK
  pen.fill()
  pen.strokeStyle = GROUND
  pen.lineWidth = 1.5
  pen.stroke()
}

/** The flower's axis and the plane that its base stands in. */
export function drawGround(
  pen: CanvasRenderingContext2D,
  base: Seen,
  top: Seen,
  ring: readonly Seen[],
) {
  pen.strokeStyle = '#4a4845'
  pen.lineWidth = 1
  pen.beginPath()
  pen.moveTo(base.x, base.y)
  pen.lineTo(top.x, top.y)
  pen.stroke()
  pen.setLineDash([3, 5])
  pen.beginPath()
  for (const { x, y } of ring) pen.lineTo(x, y)
  pen.closePath()
  pen.stroke()
  pen.setLineDash([])
}
