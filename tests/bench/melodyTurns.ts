import type { BenchRow } from './row.ts'

/** Medians in milliseconds of so many runs of each, after two to warm up, in turns. */
export async function takeTurns(
  runs: number,
  sides: readonly (() => unknown)[],
): Promise<number[]> {
  const times = sides.map((): number[] => [])
  for (let run = -2; run < runs; run++) {
    for (const [index, side] of sides.entries()) {
      const start = performance.now()
      await side()
      if (run >= 0) times[index]?.push(performance.now() - start)
    }
  }
  return times.map(median)
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}

export function compare(name: string, value: number, other: string, theirs: number): BenchRow {
  return {
    name: `melody model: ${name}`,
    value,
    unit: 'ms',
    against: `${other} ${theirs.toPrecision(3)} ms`,
    ratio: theirs / value,
  }
}
