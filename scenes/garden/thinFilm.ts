import * as THREE from 'three/webgpu'
import type { Node } from 'three/webgpu'
import { float, sin, vec3 } from 'three/tsl'

const WAVELENGTHS_NANOMETRES = new THREE.Vector3(640, 535, 450)
/** Of water; its square is what refraction asks for. */
const FILM_INDEX = 1.33

/**
 * What two-beam interference at a thin film reflects, of red, green and blue:
 * sin²(2π n d cos θ′ / λ), with θ′ the angle inside.
 * @param cosine of the angle between view and normal
 */
export function thinFilm(
  cosine: Node<'float'>,
  along: Node<'float'>,
  own: Node<'float'>,
): Node<'vec3'> {
  const inside = float(1)
    .sub(
      float(1)
        .sub(cosine.mul(cosine))
        .div(FILM_INDEX * FILM_INDEX),
    )
    .sqrt()
  const nanometres = along.mul(330).add(own.mul(70)).add(210)
  const { x, y, z } = WAVELENGTHS_NANOMETRES
  const turn = nanometres.mul(inside).mul(2 * Math.PI * FILM_INDEX)
  const wave = sin(vec3(turn.div(x), turn.div(y), turn.div(z)))
  return wave.mul(wave)
}
