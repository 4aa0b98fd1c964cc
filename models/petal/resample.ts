import { PETAL_COLUMNS, PETAL_STEPS, PETAL_TIMES } from '../../engine/visuals/petalSource.ts'
import { ROW_LENGTH } from './mesh.ts'
import { PetalError } from './petalError.ts'
import { markSurface, type Marks } from './surfaceMarks.ts'
import type { SurfaceSeries } from './surfaceSeries.ts'
import { templateOf, type Template } from './templates.ts'

/** A place on a surface: shares of some of its points. */
type Place = readonly (readonly [point: number, share: number])[]

/** A point of the line that runs across the petal at one step. */
interface Crossing {
  readonly across: number
  readonly place: Place
}

/** Where lines across are cut at the very base and tip, in shares of the petal's length. */
const INSET = 1e-4
const OPEN = PETAL_TIMES.indexOf(1)

/**
 * Lays the 7 × 7 mesh over any surface: found once on the open petal, where base, tip and sides are
 * plain, and carried along as the surface moves.
 * @param series frames at the seven times
 * @throws PetalError when the surface is no petal
 */
export function resample(name: string, series: SurfaceSeries): Template {
  const open = series.frames[OPEN]
  if (series.frames.length !== PETAL_TIMES.length || open === undefined) {
    throw new PetalError(
      `'${name}' has ${series.frames.length} moments, not 7`,
      `give one for each of the times ${PETAL_TIMES.join(', ')}`,
    )
  }
  const odd = series.frames.findIndex((frame) => frame.length !== open.length)
  if (odd >= 0) {
    throw new PetalError(
      `'${name}' has another number of points at time ${String(PETAL_TIMES[odd])}`,
      'export the same mesh at every time',
    )
  }
  const broken = series.frames.findIndex((frame) => !frame.every((value) => Number.isFinite(value)))
  if (broken >= 0) {
    throw new PetalError(
      `'${name}' has a point that is no number at time ${String(PETAL_TIMES[broken])}`,
      'export it again',
    )
  }
  const places = layGrid(name, series.triangles, markSurface(name, series))
  const shape = new Float32Array(PETAL_TIMES.length * places.length * 3)
  series.frames.forEach((frame, time) => {
    places.forEach((place, index) => {
      const row = time * PETAL_STEPS.length + Math.floor(index / PETAL_COLUMNS)
      for (let axis = 0; axis < 3; axis++) {
        shape[row * ROW_LENGTH + axis * PETAL_COLUMNS + (index % PETAL_COLUMNS)] = place.reduce(
          (sum, [point, share]) => sum + share * (frame[point * 3 + axis] ?? 0),
          0,
        )
      }
    })
  })
  return templateOf(name, shape)
}

/** The 49 places, row by row. */
function layGrid(name: string, triangles: ArrayLike<number>, marks: Marks): Place[] {
  const tip = PETAL_STEPS.at(-1) ?? 1
  return PETAL_STEPS.flatMap((step) => {
    const along = Math.min(1 - INSET, Math.max(INSET, step / tip))
    const line = lineAcross(triangles, marks, along)
    const [left] = line
    const right = line.at(-1)
    if (left === undefined || right === undefined) {
      throw new PetalError(
        `'${name}' has a hole at step ${step}`,
        'export one petal, in one piece, with its base at the origin',
      )
    }
    return Array.from({ length: PETAL_COLUMNS }, (_, column) =>
      placeOn(line, left.across + ((right.across - left.across) * column) / (PETAL_COLUMNS - 1)),
    )
  })
}

/** Where the triangles' edges are crossed at one height, from side to side. */
function lineAcross(triangles: ArrayLike<number>, marks: Marks, along: number): Crossing[] {
  const line: Crossing[] = []
  for (let corner = 0; corner < triangles.length; corner++) {
    const next = corner % 3 === 2 ? corner - 2 : corner + 1
    const from = triangles[corner] ?? 0
    const to = triangles[next] ?? 0
    const start = marks.along[from] ?? 0
    const end = marks.along[to] ?? 0
    if (start < along === end < along) continue
    const share = (along - start) / (end - start)
    const [a, b] = [marks.across[from] ?? 0, marks.across[to] ?? 0]
    line.push({
      across: a + (b - a) * share,
      place: [
        [from, 1 - share],
        [to, share],
      ],
    })
  }
  return line.sort((a, b) => a.across - b.across)
}

function placeOn(line: readonly Crossing[], across: number): Place {
  const after = line.findIndex((crossing) => crossing.across >= across)
  const right = line[after < 0 ? line.length - 1 : after]
  const left = line[after <= 0 ? 0 : after - 1]
  if (left === undefined || right === undefined) return []
  const gap = right.across - left.across
  const share = gap > 0 ? Math.min(1, (across - left.across) / gap) : 0
  return [
    ...left.place.map(([point, part]) => [point, part * (1 - share)] as const),
    ...right.place.map(([point, part]) => [point, part * share] as const),
  ]
}
