/** One line of a bench's table. */
export interface BenchRow {
  readonly name: string
  /** Median of several runs. */
  readonly value: number
  readonly unit: string
  /** What it is measured against, in the same run, with its own figure. */
  readonly against?: string
  /** The other side's figure divided by ours: above 1 we are the faster. */
  readonly ratio?: number
}
