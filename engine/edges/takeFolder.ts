/** A take as long is not searched to its end for a note. */
const SEARCHED_BYTES = 1_000_000

/** The folder of the browser's own file system in which takes are kept, a file each. */
export async function takesFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return root.getDirectoryHandle('takes', { create: true })
}

/** Whether the performer has played in a take. */
export const isPlayed = async (file: Blob): Promise<boolean> =>
  file.size > SEARCHED_BYTES || (await file.text()).includes('"type":"noteOn"')
