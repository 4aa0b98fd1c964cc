import { DONE, runAsProcess } from './command.ts'
import { followCommand } from './followCommand.ts'

// It goes on until it is told to stop, and writes nothing that would be missed.
process.stdout.on('error', () => process.exit(DONE))
await runAsProcess('follow', followCommand)
