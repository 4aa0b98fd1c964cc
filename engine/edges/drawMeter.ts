/** The longest of the last two seconds' measures, without keeping them: eight buckets of ¼ s. */
export class RecentWorst {
  private readonly buckets = new Float64Array(8)
  private last = -1

  /** @param at and `value` in milliseconds; times do not go back */
  add(at: number, value: number): void {
    this.moveTo(at)
    const slot = this.last % 8
    this.buckets[slot] = Math.max(this.buckets[slot] ?? 0, value)
  }

  worst(at: number): number {
    this.moveTo(at)
    let worst = 0
    for (const value of this.buckets) worst = Math.max(worst, value)
    return worst
  }

  private moveTo(at: number): void {
    const bucket = Math.floor(at / 250)
    for (let b = Math.max(this.last + 1, bucket - 7); b <= bucket; b++) this.buckets[b % 8] = 0
    this.last = Math.max(this.last, bucket)
  }
}
