import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { ISOLATION } from './bridge/headers.ts'
import { melodyWeights } from './bridge/melodyWeights.ts'
import { sceneReload } from './bridge/sceneReload.ts'

const testFiles = (...names: string[]): string[] => names.map((name) => `tests/${name}.test.ts`)
/** Tests with a page of the dev server. */
const PAGES = testFiles('{edges,page,scenes,ui}/**/*', '*chromium', 'performance/chromium')
/** Tests with servers of their own and other processes. */
const PROCESSES = testFiles('bridge/**/*')

const inRepository = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: inRepository('engine'),
  publicDir: false,
  plugins: [
    melodyWeights(inRepository('models/melody/weights')),
    sceneReload(inRepository('scenes')),
  ],
  build: {
    outDir: inRepository('dist'),
    emptyOutDir: true,
    target: 'es2023',
    // No data: addresses; the page's security policy lets code fetch files of its own only.
    assetsInlineLimit: 0,
    // Served from the machine it runs on.
    chunkSizeWarningLimit: 8192,
    rolldownOptions: {
      // How long plugins took is nothing to a performer on a slow machine.
      checks: { bundlerTimings: false },
      input: ['index.html', 'follow.html', 'remote.html'].map((page) =>
        inRepository(`engine/${page}`),
      ),
    },
  },
  worker: { format: 'es' },
  // Packages found only when a page already runs would make Vite reload it: every file is an entry.
  optimizeDeps: {
    entries: [
      'index.html',
      'follow.html',
      'remote.html',
      '{edges,page,ui,visuals,stage}/**/*.ts',
      '../{scenes,models}/**/*.ts',
    ],
  },
  server: { host: '127.0.0.1', headers: ISOLATION, fs: { allow: [inRepository('.')] } },
  preview: { host: '127.0.0.1', headers: ISOLATION },
  // Patience for a busy machine: no test depends on speed.
  test: {
    root: inRepository('.'),
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // A page on a machine without GPU and with two cores can miss a moment; a fault fails twice.
    retry: process.env['CI'] === undefined ? 0 : 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'pages',
          include: PAGES,
          globalSetup: inRepository('tests/devServerSetup.ts'),
        },
      },
      { extends: true, test: { name: 'processes', include: PROCESSES } },
      {
        extends: true,
        test: {
          name: 'computing',
          // Nothing there changes what others share, and a hundred files loading all anew take
          // half as much processor time again.
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: [...PAGES, ...PROCESSES],
        },
      },
    ],
  },
})
