/**
 * A part of a network's step that can be cut along its blocks. Parts are run in their order, each
 * for all lanes of a group before the next; the blocks of one part in any pieces.
 */
export interface Stage {
  readonly blocks: number
  /** About how many multiplications a block costs in one lane. */
  readonly cost: number
  /** @param first the first lane; lanes lie side by side */
  run(first: number, lanes: number, fromBlock: number, toBlock: number): void
}

/** Multiplications that take a few hundredths of a millisecond. */
const PIECE = 300_000

/** Runs stages as a whole. */
export function runAll(stages: readonly Stage[], first: number, lanes: number): void {
  for (const stage of stages) stage.run(first, lanes, 0, stage.blocks)
}

/**
 * Runs stages in pieces of about {@link PIECE} multiplications at most, as far as they can be cut:
 * along their blocks, and those of one block along the lanes. Hands back between pieces only, for
 * handing back leaves garbage, and its collection keeps notes waiting.
 */
export function* runInPieces(
  stages: readonly Stage[],
  first: number,
  lanes: number,
): Generator<undefined, void> {
  let piece = 0
  for (const stage of stages) {
    const together = stage.blocks > 1 ? lanes : Math.max(1, Math.floor(PIECE / stage.cost))
    const blocks = Math.max(1, Math.floor(PIECE / (stage.cost * lanes)))
    for (let lane = 0; lane < lanes; lane += together) {
      for (let from = 0; from < stage.blocks; from += blocks) {
        const to = Math.min(stage.blocks, from + blocks)
        const count = Math.min(together, lanes - lane)
        const cost = stage.cost * (to - from) * count
        if (piece > 0 && piece + cost > PIECE) {
          yield
          piece = 0
        }
        stage.run(first + lane, count, from, to)
        piece += cost
      }
    }
  }
}
