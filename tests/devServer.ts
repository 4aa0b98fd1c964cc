import { inject } from 'vitest'
import type { Served } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly devServerUrl: string
  }
}

/** The one dev server of a test run: packages are bundled, and sources transformed, once for all. */
export const devServer = (): Served => ({ url: inject('devServerUrl') })
