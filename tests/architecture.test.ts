import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isPure, objection } from './architecture/floors.ts'
import { importsOf, parse } from './architecture/imports.ts'
import { impurities } from './architecture/purity.ts'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))
const SOURCE_FOLDERS = ['engine', 'models', 'scenes', 'bridge']

/** All that may stand at the top, dot-files aside. */
const TOP = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'eslint.config.js'],
  ...[
    'engine',
    'bridge',
    'scenes',
    'models',
    'tests',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'SECURITY.md',
  ],
]

/** The arrows that may not be, each with its reason. */
const wrongArrows = (files: ReadonlyMap<string, string>): string[] =>
  [...files].flatMap(([path, source]) =>
    importsOf(parse(path, source)).flatMap((arrow) => {
      const reason = objection(path, arrow)
      const target = arrow.file ?? (arrow.specifier || '?')
      return reason === null ? [] : [`${arrow.place} → ${target}: ${reason}`]
    }),
  )

const pureOnly = (files: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...files].filter(([path]) => isPure(path)))

function sources(): Map<string, string> {
  const paths = SOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.(ts|mjs|js)$/.test(path)),
  )
  return new Map(paths.map((path) => [path, readFileSync(join(REPOSITORY, path), 'utf8')]))
}

describe('the house', () => {
  test('every import goes down the floors', () => {
    expect(wrongArrows(sources())).toEqual([])
  })

  test('floors 0 to 5 know nothing but the language, and of that what is the same everywhere', () => {
    expect(impurities(pureOnly(sources()))).toEqual([])
  })

  test('nothing stands at the top that has no business there', () => {
    const ignored = readFileSync(join(REPOSITORY, '.gitignore'), 'utf8')
      .split('\n')
      .map((line) => line.replace(/\/$/, ''))
    const strangers = readdirSync(REPOSITORY).filter(
      (name) => !name.startsWith('.') && !TOP.includes(name) && !ignored.includes(name),
    )
    expect(strangers).toEqual([])
  })
})

describe('the walk over imports', () => {
  const arrows = (path: string, source: string): string[] => wrongArrows(new Map([[path, source]]))

  test.each([
    ['engine/core/a.ts', `import { b } from '../clock/b.ts'`, 'up, from floor 0 to floor 1'],
    ['engine/core/a.ts', `import type { B } from '../sound/b.ts'`, 'up, from floor 0 to floor 4'],
    ['engine/core/a.ts', `export * from '../input/b.ts'`, 'up, from floor 0 to floor 1'],
    ['engine/clock/a.ts', `await import('../performance/b.ts')`, 'up, from floor 1 to floor 5'],
    ['engine/clock/a.ts', `type B = import('../ui/b.ts').B`, 'up, from floor 1 to floor 7'],
    ['engine/edges/a.ts', `new URL('../ui/b.ts', import.meta.url)`, 'up, from floor 6 to floor 7'],
    ['engine/edges/a.ts', `import.meta.glob(['../ui/*.ts'])`, 'up, from floor 6 to floor 7'],
    ['engine/edges/a.ts', `import b from '../ui/b.ts?worker'`, 'up, from floor 6 to floor 7'],
    ['engine/clock/a.ts', `import '../input/b.ts'`, 'stand on one floor, 1'],
    ['engine/sound/a.ts', `import '../visuals/b.ts'`, 'stand on one floor, 4'],
    ['engine/ui/a.ts', `import '../page/b.ts'`, 'up, from floor 7 to floor 8'],
    ['engine/ui/a.ts', `import '../main.ts'`, 'nothing imports it'],
    ['engine/page/a.ts', `import '../main.ts'`, 'nothing imports it'],
    ['engine/sound/a.ts', `import { a } from 'tone'`, 'import no packages'],
    ['engine/show/a.ts', `import 'node:fs'`, 'Node’s modules are for'],
    ['engine/edges/a.ts', `import 'node:fs'`, 'Node’s modules are for'],
    ['engine/visuals/a.ts', `import { Mesh } from 'three/webgpu'`, 'three’s maths and types'],
    ['engine/ui/a.ts', `import * as tf from '@tensorflow/tfjs-core'`, 'live in models'],
    ['engine/show/a.ts', `import '../../scenes/index.ts'`, 'reach out of the tower'],
    ['engine/sound/a.ts', `import '../../bridge/osc.ts'`, 'reach out of the tower'],
    ['engine/edges/a.ts', `import '../../bridge/udp.ts'`, 'engine and bridge share'],
    ['engine/edges/a.ts', `import '../../tests/chromium.ts'`, 'no room of the house'],
    ['engine/stray.ts', `import './core/units.ts'`, 'no room of the house'],
    ['engine/ui/a.ts', 'await import(name)', 'what is computed'],
    ['bridge/main.ts', `import '../engine/core/units.ts'`, 'the bridge imports itself alone'],
    ['bridge/osc.ts', `import './udp.ts'`, 'imports itself alone'],
    ['bridge/osc/read.ts', `import '../udp.ts'`, 'imports itself alone'],
    ['bridge/protocol.ts', `import 'ws'`, 'imports itself alone'],
    ['models/petal/a.ts', `import '../melody/b.ts'`, 'their own room alone'],
    ['models/melody/a.ts', `import '../../engine/continuation/mode.ts'`, 'their own room alone'],
    ['models/melody/a.ts', `import 'three'`, 'TensorFlow.js and Magenta alone'],
    ['scenes/a.ts', `import '../engine/core/units.ts'`, 'the scene contract alone'],
    ['scenes/a.ts', `import 'three'`, 'three/webgpu and three/tsl'],
  ])('%s may not have %s', (path, source, reason) => {
    const found = arrows(path, source)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${path}:1 → `)
    expect(found[0]).toContain(reason)
  })

  test.each([
    ['engine/performance/a.ts', `import '../core/a.ts'; import './b.ts'; import '../sound/c.ts'`],
    [
      'engine/visuals/a.ts',
      `import { MathUtils } from 'three'; import type { Camera } from 'three/webgpu'`,
    ],
    [
      'engine/edges/a.ts',
      `import 'tone'; import '../../bridge/osc.ts'; import '../../models/melody/a.ts'`,
    ],
    ['engine/edges/a.ts', `import '../../scenes/index.ts'; await import(name)`],
    ['engine/cli/a.ts', `import 'node:fs'; import '../performance/replay.ts'`],
    [
      'engine/page/a.ts',
      `import '../ui/a.ts'; import '../edges/b.ts'; import '../../scenes/index.ts'`,
    ],
    [
      'engine/main.ts',
      `import './page/a.ts'; import './ui/a.ts'; import './edges/b.ts'; import '../scenes/index.ts'`,
    ],
    [
      'models/melody/a.ts',
      `import '../../engine/continuation/ask.ts'; import '@tensorflow/tfjs-core'`,
    ],
    ['scenes/a.ts', `import 'three/tsl'; import '../engine/visuals/scene.ts'; import './b.ts'`],
    ['bridge/main.ts', `new URL('..', import.meta.url)`],
    ['bridge/osc.ts', `import './protocol.ts'; import './osc/read.ts'`],
    ['bridge/osc/read.ts', `import './check.ts'`],
    ['bridge/udp.ts', `import 'ws'; import 'node:dgram'; import './osc.ts'`],
  ])('%s may have %s', (path, source) => {
    expect(arrows(path, source)).toEqual([])
  })
})

describe('the walk over names', () => {
  const found = (source: string): string[] => impurities(new Map([['engine/core/a.ts', source]]))

  test.each([
    ['document.title', 'document'],
    ['export type A = HTMLElement', 'HTMLElement'],
    ['const width = { window }', 'window'],
    ['Date.now()', 'Date'],
    ['new Date()', 'Date'],
    ['performance.now()', 'performance'],
    ['setTimeout(() => 1)', 'setTimeout'],
    ['queueMicrotask(() => 1)', 'queueMicrotask'],
    ['console.log(1)', 'console'],
    ['process.argv', 'process'],
    ['typeof crypto', 'crypto'],
    ['Math.random()', 'no seed'],
    ['Math.exp(1)', 'Math.exp differs'],
    ['Math.hypot(1, 2)', 'Math.hypot differs'],
    ['const { sin } = Math', 'exact members alone'],
    [`Math['pow'](2, 3)`, 'exact members alone'],
    ['2 ** 0.5', '** is inexact'],
    ['export const f = (x: number) => x ** 2', '** is inexact'],
    ['let x = 1; x **= 2', '** is inexact'],
    ['(1.5).toLocaleString()', 'toLocaleString'],
    ['globalThis.x', 'globalThis'],
    ['import.meta.env', 'import.meta'],
    ['{ const performance = 1 } performance', 'performance'],
  ])('finds what is wrong in %s', (source, word) => {
    const lines = found(source)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('engine/core/a.ts:1: ')
    expect(lines[0]).toContain(word)
  })

  test.each([
    'export const a = Math.sqrt(2) + Math.PI + 2 ** 31',
    `import { exp as e } from './maths.ts'\nexport const b = e(1)`,
    `import type { Window } from './b.ts'\nexport type C = Readonly<Record<string, Window>>`,
    'export const d = (performance: { now: number }) => performance.now',
    'export interface E { readonly document: string; readonly window?: number }',
    'export function f<Date>(event: Date): Map<string, Date> { return new Map([["date", event]]) }',
    'export const g = { name: 1, status: undefined, ...{} } as const',
    'outer: for (const x of [1]) { if (x > Infinity) continue outer }',
    'export const h = ({ name: alias }: { name: number }): number => alias',
    'export type I = [name: string, length: number]',
  ])('lets be %s', (source) => {
    expect(found(source)).toEqual([])
  })
})
