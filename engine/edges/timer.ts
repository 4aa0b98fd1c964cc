import TimerWorker from './timerWorker.ts?worker'

/** Main is woken this often: a fifth of the look-ahead, so that a late wake does no harm. */
export const WAKE_MILLISECONDS = 5

/**
 * Wakes main through a worker, because browsers throttle the timers of a hidden tab and not those of
 * its workers. A wake-up tells no time.
 * @returns stops it
 */
export function startTimer(wake: () => void): () => void {
  const worker = new TimerWorker()
  worker.addEventListener('message', wake)
  worker.postMessage(WAKE_MILLISECONDS)
  return () => worker.terminate()
}
