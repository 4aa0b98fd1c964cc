/** Gathers the arrays of a glTF into one binary chunk. */
export function gatherBuffers() {
  const accessors: object[] = []
  const views: object[] = []
  const pieces: Uint8Array[] = []
  let length = 0
  return {
    accessors,
    views,
    /**
     * Adds an array.
     * @param width numbers an element, 1 to 3
     * @param componentType as glTF numbers them
     * @param hasBounds whether its least and greatest values are written, as glTF demands of
     *   positions and times
     * @returns the accessor's index
     */
    add(
      values: Float32Array | Uint16Array,
      width: number,
      componentType: number,
      hasBounds: boolean,
    ): number {
      const bytes = new Uint8Array((values.byteLength + 3) & ~3)
      bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      views.push({ buffer: 0, byteOffset: length, byteLength: values.byteLength })
      pieces.push(bytes)
      length += bytes.length
      const column = (axis: number): number[] => [...values].filter((_, i) => i % width === axis)
      const axes = Array.from({ length: width }, (_, axis) => column(axis))
      return (
        accessors.push({
          bufferView: views.length - 1,
          componentType,
          count: values.length / width,
          type: ['SCALAR', 'VEC2', 'VEC3'][width - 1],
          ...(hasBounds
            ? {
                min: axes.map((axis) => Math.min(...axis)),
                max: axes.map((axis) => Math.max(...axis)),
              }
            : {}),
        }) - 1
      )
    },
    /** All of it, in order. */
    bytes(): Uint8Array {
      const whole = new Uint8Array(length)
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
      return whole
    },
  }
}
