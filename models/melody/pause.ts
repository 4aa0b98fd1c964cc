/**
 * Lets the messages that have come be dealt with. A message to oneself queues up behind them, and,
 * unlike a timer, is not held back for four milliseconds.
 * @returns a function that resolves once they are
 */
export function createPause(): () => Promise<void> {
  let channel: MessageChannel | undefined
  const waiting: (() => void)[] = []
  return () =>
    new Promise((resolve) => {
      if (channel === undefined) {
        channel = new MessageChannel()
        channel.port1.onmessage = () => waiting.shift()?.()
      }
      waiting.push(resolve)
      channel.port2.postMessage(null)
    })
}
