/** What stands on the letter keys: places count in the fold, but a performer reads letters. */

interface KeyboardLayout {
  readonly keyboard?: { getLayoutMap(): Promise<{ get(code: string): string | undefined }> }
}

const SIGNS: Readonly<Record<string, string>> = { Semicolon: ';', Quote: '’' }

/** Label of a key, by `KeyboardEvent.code`, on a keyboard of the United States. */
export const usualLabel = (code: string): string => SIGNS[code] ?? code.replace('Key', '')

/**
 * The letters printed on the performer's own keyboard, where the browser tells.
 * @returns how a key is labelled, by `KeyboardEvent.code`
 */
export async function readKeyLabels(): Promise<(code: string) => string> {
  try {
    const layout = await (navigator as KeyboardLayout).keyboard?.getLayoutMap()
    return (code) => layout?.get(code)?.toUpperCase() ?? usualLabel(code)
  } catch {
    // A frame without permission: the usual letters stand.
    return usualLabel
  }
}
