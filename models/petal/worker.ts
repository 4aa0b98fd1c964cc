import type { FromPetalWorker, ToPetalWorker } from './workerMessages.ts'
import { createPetalService } from './workerService.ts'

// A message to oneself queues behind those of the page and, unlike a timer, is never held back.
const channel = new MessageChannel()
const rest = (): Promise<void> =>
  new Promise((resolve) => {
    channel.port1.onmessage = () => resolve()
    channel.port2.postMessage(null)
  })

const receive = createPetalService((message: FromPetalWorker) => self.postMessage(message), rest)

self.addEventListener('message', (event: MessageEvent<ToPetalWorker>) => {
  void receive(event.data)
})
