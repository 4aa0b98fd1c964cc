/**
 * `npm run build:kernels`: compiles kernels.as, and what it takes from the
 * other .as files, into simdBytes.ts, which every host (page, worker,
 * Node) loads as a plain module. The result is kept in the repository, so that installing needs no
 * compiler; a test compiles again and compares.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd']
const LINE = 92

/**
 * @returns {Buffer} the WebAssembly module
 */
export function compileKernels() {
  const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js')
  const temporary = mkdtempSync(join(tmpdir(), 'kernels-'))
  try {
    // The compiler takes files called .ts only, and tsc would take one of those for TypeScript.
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.as'))) {
      copyFileSync(join(FOLDER, file), join(temporary, file.replace(/as$/, 'ts')))
    }
    const { status, stderr } = spawnSync(
      process.execPath,
      [asc, 'kernels.ts', '--outFile', 'kernels.wasm', ...OPTIONS],
      { cwd: temporary, encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`kernels.as does not compile: ${stderr}`)
    return readFileSync(join(temporary, 'kernels.wasm'))
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

/**
 * @param {Buffer} bytes
 * @returns {string} the module that holds them
 */
function moduleOf(bytes) {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return [
    '/** kernels.as as WebAssembly, base64: made by `npm run build:kernels`, not by hand. */',
    'export const SIMD_BYTES = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('')",
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = compileKernels()
  writeFileSync(join(FOLDER, 'simdBytes.ts'), moduleOf(bytes))
  process.stdout.write(`simdBytes.ts holds ${bytes.length} bytes of WebAssembly.\n`)
}
