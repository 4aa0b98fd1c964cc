/** What was done, and what was undone; plain data. */
export interface History<Value> {
  readonly past: readonly Value[]
  readonly present: Value
  /** Undone, the next to come back first. */
  readonly future: readonly Value[]
}

/** Further back nothing is undone. */
const LONGEST = 200

export const historyOf = <Value>(present: Value): History<Value> => ({
  past: [],
  present,
  future: [],
})

/** After a deed; what was undone before it is gone. */
export const done = <Value>({ past, present }: History<Value>, next: Value): History<Value> => ({
  past: [...past, present].slice(-LONGEST),
  present: next,
  future: [],
})

/** One deed back; unchanged where there is none. */
export function undone<Value>(history: History<Value>): History<Value> {
  const { past, present, future } = history
  if (past.length === 0) return history
  const before = past[past.length - 1] as Value
  return { past: past.slice(0, -1), present: before, future: [present, ...future] }
}

/** One deed forward again; unchanged where there is none. */
export function redone<Value>(history: History<Value>): History<Value> {
  const { past, present, future } = history
  if (future.length === 0) return history
  const next = future[0] as Value
  return { past: [...past, present], present: next, future: future.slice(1) }
}
