import type { Surface } from '../visuals/petalSurface.ts'

/** Three numbers: a direction, a place or a colour. */
type Triple = readonly [number, number, number]

/** A camera that looks at a flower without perspective. */
export interface View {
  /** Radians above the horizontal. */
  readonly elevation: number
  /** How far above the flower's base the middle of the picture lies, mesh units in the picture. */
  readonly height: number
  /** Mesh units across the picture's shorter side. */
  readonly width: number
}

const GROUND: Triple = [0.003, 0.003, 0.005]
/** Samples a pixel, each way. */
const OVERSAMPLING = 3
const LIGHT = normalise([-0.45, 0.35, 0.85])

function normalise([x, y, z]: Triple): Triple {
  const length = Math.sqrt(x * x + y * y + z * z) || 1
  return [x / length, y / length, z / length]
}

/** A petal's points where it stands in its flower. */
function place({ points }: Surface, turn: number, size: number): Triple[] {
  const [sine, cosine] = [Math.sin(turn) * size, Math.cos(turn) * size]
  const placed: Triple[] = []
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0]
    placed.push([x * cosine - y * sine, x * sine + y * cosine, z * size])
  }
  return placed
}

/** How far up a point lies in the picture; a point's y is how far to the right. */
const upIn = ([x, , z]: Triple, elevation: number): number =>
  z * Math.cos(elevation) + x * Math.sin(elevation)

/** A petal as {@link Picture.draw} takes it. */
export interface Placed {
  readonly surface: Surface
  readonly turn: number
  readonly size: number
}

/**
 * The nearest view that has all of these petals in it, the flower's axis in the middle.
 * @param margin of the picture's side, left free at each edge, 0..0.5
 */
export function viewOf(petals: Iterable<Placed>, elevation: number, margin: number): View {
  let aside = 0
  let [lowest, highest] = [0, 0]
  for (const { surface, turn, size } of petals) {
    for (const point of place(surface, turn, size)) {
      const up = upIn(point, elevation)
      aside = Math.max(aside, Math.abs(point[1]))
      lowest = Math.min(lowest, up)
      highest = Math.max(highest, up)
    }
  }
  const width = Math.max(2 * aside, highest - lowest, SMALLEST) / (1 - 2 * margin)
  return { elevation, height: (lowest + highest) / 2, width }
}

/** Across a picture of nothing, mesh units. */
const SMALLEST = 1e-3

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/** A picture that surfaces are drawn into, nearest in front. */
export class Picture {
  readonly #wide: number
  readonly #high: number
  readonly #colours: Float32Array
  readonly #depths: Float32Array
  readonly #view: View

  constructor(
    readonly width: number,
    readonly height: number,
    view: View,
  ) {
    this.#view = view
    this.#wide = width * OVERSAMPLING
    this.#high = height * OVERSAMPLING
    this.#depths = new Float32Array(this.#wide * this.#high).fill(-Infinity)
    this.#colours = new Float32Array(this.#wide * this.#high * 3)
    for (let i = 0; i < this.#colours.length; i++) this.#colours[i] = GROUND[i % 3] ?? 0
  }

  /**
   * Draws a petal.
   * @param turn radians round the flower's axis
   * @param size 1 as drawn
   * @param colourAt linear light of its face, by how far along (0 base, 1 tip) and across (0 midrib,
   *   1 edge) a point lies
   */
  draw(
    surface: Surface,
    turn: number,
    size: number,
    colourAt: (along: number, across: number) => Triple,
  ): void {
    const { rows, columns } = surface
    const placed = place(surface, turn, size)
    for (let row = 0; row + 1 < rows; row++) {
      for (let column = 0; column + 1 < columns; column++) {
        const at = row * columns + column
        const corners = [at, at + 1, at + columns + 1, at + columns].map(
          (index): Triple => placed[index] ?? [0, 0, 0],
        )
        const colour = colourAt(row / (rows - 1), Math.abs((2 * column + 1) / (columns - 1) - 1))
        const [a, b, c, d] = corners
        if (!a || !b || !c || !d) continue
        this.#triangle(a, b, c, colour)
        this.#triangle(a, c, d, colour)
      }
    }
  }

  #triangle(a: Triple, b: Triple, c: Triple, colour: Triple): void {
    const shaded = this.#shade(a, b, c, colour)
    const [p, q, r] = [this.#project(a), this.#project(b), this.#project(c)]
    const area = (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1])
    if (!(Math.abs(area) > 1e-9)) return
    const left = Math.max(0, Math.floor(Math.min(p[0], q[0], r[0])))
    const right = Math.min(this.#wide - 1, Math.ceil(Math.max(p[0], q[0], r[0])))
    const top = Math.max(0, Math.floor(Math.min(p[1], q[1], r[1])))
    const bottom = Math.min(this.#high - 1, Math.ceil(Math.max(p[1], q[1], r[1])))
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const u = ((q[0] - x) * (r[1] - y) - (r[0] - x) * (q[1] - y)) / area
        const v = ((r[0] - x) * (p[1] - y) - (p[0] - x) * (r[1] - y)) / area
        const w = 1 - u - v
        if (u < 0 || v < 0 || w < 0) continue
        const at = y * this.#wide + x
        const depth = u * p[2] + v * q[2] + w * r[2]
        if (depth <= (this.#depths[at] ?? 0)) continue
        this.#depths[at] = depth
        this.#colours.set(shaded, at * 3)
      }
    }
  }

  #project(point: Triple): Triple {
    const { elevation, height, width } = this.#view
    const scale = Math.min(this.#wide, this.#high) / width
    const [x, , z] = point
    return [
      this.#wide / 2 + point[1] * scale,
      this.#high / 2 - (upIn(point, elevation) - height) * scale,
      z * Math.sin(elevation) - x * Math.cos(elevation),
    ]
  }

  /** Lambert's law on the lit face, and a part of the light through the petal on the other. */
  #shade(a: Triple, b: Triple, c: Triple, colour: Triple): Triple {
    const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
    const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]]
    const normal = normalise([uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx])
    const { elevation } = this.#view
    const eye: Triple = [-Math.cos(elevation), 0, Math.sin(elevation)]
    const lit = dot(normal, LIGHT)
    const seen = dot(normal, eye)
    const direct = lit * seen > 0 ? Math.abs(lit) : 0.35 * Math.abs(lit)
    const rim = 0.25 * (1 - Math.abs(seen)) ** 3
    const light = 0.1 + 0.9 * direct + rim
    return [colour[0] * light, colour[1] * light, colour[2] * light]
  }

  /** r, g, b of each pixel, row by row from the top, in sRGB. */
  pixels(): Uint8Array {
    const out = new Uint8Array(this.width * this.height * 3)
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        for (let channel = 0; channel < 3; channel++) {
          let sum = 0
          for (let dy = 0; dy < OVERSAMPLING; dy++) {
            for (let dx = 0; dx < OVERSAMPLING; dx++) {
              const at = (y * OVERSAMPLING + dy) * this.#wide + x * OVERSAMPLING + dx
              sum += this.#colours[at * 3 + channel] ?? 0
            }
          }
          const share = Math.min(1, sum / OVERSAMPLING ** 2)
          out[(y * this.width + x) * 3 + channel] = Math.round(255 * share ** (1 / 2.2))
        }
      }
    }
    return out
  }
}
