import { CheckpointError, quote } from './checkpointError.ts'
import type { CheckpointFiles } from './checkpointFiles.ts'
import { fetchFiles } from './fetchFiles.ts'
import { memoryFiles } from './memoryFiles.ts'
import { createPause } from './pause.ts'
import type { FromMelodyWorker, ModelSource, ToMelodyWorker } from './workerMessages.ts'
import { createWorkerService } from './workerService.ts'

function open(source: ModelSource): CheckpointFiles {
  if (source.kind === 'files') return memoryFiles(source.name, source.files)
  const { url, name } = source
  if (!URL.canParse(url, self.location.href)) {
    throw new CheckpointError(
      `${quote(url)} is no address`,
      'write the address of a checkpoint folder',
    )
  }
  return fetchFiles(new URL(url, self.location.href), name)
}

const receive = createWorkerService(
  open,
  (message: FromMelodyWorker) => {
    self.postMessage(message)
  },
  { now: () => performance.now(), pause: createPause() },
)

self.addEventListener('message', (event: MessageEvent<ToMelodyWorker>) => {
  void receive(event.data)
})
