import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { bytesOfBase64 } from '../../../engine/core/base64.ts'
import { bestKernels } from '../../../models/melody/kernels/bestKernels.ts'
import { compileKernels } from '../../../models/melody/kernels/compile.mjs'
import type { Kernels } from '../../../models/melody/kernels/kernels.ts'
import { plainKernels } from '../../../models/melody/kernels/plainKernels.ts'
import { SIMD_BYTES } from '../../../models/melody/kernels/simdBytes.ts'
import { requireSimd } from './requireSimd.ts'
import { seededRandom } from './randomCheckpoint.ts'

const SEED = 77
const FLOATS = 8192

/** The same random floats, in -3..3, under both. */
function both(seed: number): Kernels[] {
  const random = seededRandom(seed)
  const values = Float32Array.from({ length: FLOATS }, () => 6 * random() - 3)
  return [plainKernels(FLOATS), requireSimd(FLOATS)].map((kernels) => {
    kernels.memory.set(values)
    return kernels
  })
}

/** How far the two memories are apart where they are farthest. */
function furthest([plain, simd]: readonly Kernels[]): number {
  let most = 0
  plain?.memory.forEach((value, at) => {
    most = Math.max(most, Math.abs(value - (simd?.memory[at] ?? NaN)))
  })
  return most
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

test('the WebAssembly in the repository is what kernels.as compiles to', () => {
  expect(Buffer.from(compileKernels()).toString('base64')).toBe(SIMD_BYTES)
  expect(bytesOfBase64(SIMD_BYTES)?.length).toBeLessThan(8192)
}, 60_000)

describe(`the SIMD kernels do what the plain ones do (seed ${SEED})`, () => {
  const shape = fc.record({
    seed: fc.nat(),
    blocks: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 6 }).map((vectors) => 4 * vectors),
    lanes: fc.integer({ min: 1, max: 5 }),
  })

  test('when they multiply', () => {
    fc.assert(
      fc.property(shape, ({ seed, blocks, columns, lanes }) => {
        const kernels = both(seed)
        for (const one of kernels) one.multiplyAdd(3000, blocks, columns, 0, 32, 400, 100, lanes)
        expect(furthest(kernels)).toBeLessThan(1e-4)
      }),
      { seed: SEED },
    )
  })

  test('when they add, step the gates and score', () => {
    fc.assert(
      fc.property(shape, ({ seed, blocks, columns }) => {
        const kernels = both(seed)
        for (const one of kernels) {
          one.addScaled(0, 0.7, 100, columns)
          one.gates(200, 1000, 1030, 1060, 1090, columns)
          one.scoreRows(2000, blocks, 3000, 3100, 3200, columns)
        }
        expect(furthest(kernels)).toBeLessThan(2e-5)
      }),
      { seed: SEED },
    )
  })

  test('when they go back through the gates', () => {
    fc.assert(
      fc.property(shape, ({ seed, columns }) => {
        const kernels = both(seed)
        for (const one of kernels) {
          one.gates(200, 1000, 1030, 1060, 1090, columns)
          one.gateSlopes(200, 1000, 1060, 1120, 1150, columns)
        }
        expect(furthest(kernels)).toBeLessThan(2e-5)
      }),
      { seed: SEED },
    )
  })

  test('when sums are so large that a gate is shut', () => {
    const kernels = both(1)
    for (const one of kernels) {
      one.memory.set([-1e30, -100, -88, 0], 0)
      one.memory.set([1e30, 100, 88, 1e-4], 4)
      one.memory.set([-1e30, 1e30, -200, 200], 8)
      one.memory.set([1e30, 1e30, 1e30, 1e30], 12)
      one.gates(0, 100, 100, 200, 200, 4)
    }
    expect(furthest(kernels)).toBeLessThan(1e-6)
  })
})

test('a lane’s sums are the same bits however many lanes go with it', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 7 }), (seed, lanes) => {
      for (const [index, together] of both(seed).entries()) {
        const alone = both(seed)[index]
        together.multiplyAdd(4000, 5, 20, 0, 20, 400, 80, lanes)
        for (let lane = 0; lane < lanes; lane++) {
          alone?.multiplyAdd(4000, 5, 20, 20 * lane, 20, 400 + 80 * lane, 80, 1)
        }
        expect(together.memory).toEqual(alone?.memory)
      }
    }),
    { seed: SEED, numRuns: 20 },
  )
})

describe('the kernels are chosen by what the host runs', () => {
  test('SIMD where there is any', () => {
    expect(bestKernels(4).name).toBe('simd')
  })

  test.each([
    ['has no WebAssembly', undefined],
    ['may not compile it', withoutCompiling()],
  ])('plain JavaScript where it %s', async (_, host) => {
    vi.stubGlobal('WebAssembly', host)
    vi.resetModules()
    const fresh = await import('../../../models/melody/kernels/bestKernels.ts')
    expect(fresh.bestKernels(4).name).toBe('plain')
  })
})

/** As a page whose security policy forbids it. */
function withoutCompiling(): object {
  const { CompileError } = WebAssembly
  const refuse = function (): never {
    throw new CompileError('refused by the policy')
  }
  return { CompileError, Module: refuse }
}
