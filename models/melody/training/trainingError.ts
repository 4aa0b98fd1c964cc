/** A training that cannot be done. The message is one line: what happened; what to do. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'

  /**
   * @param happened what was found, and where
   * @param remedy what the user can do about it
   */
  constructor(
    readonly happened: string,
    readonly remedy: string,
  ) {
    super(`${happened}; ${remedy}`)
  }
}
