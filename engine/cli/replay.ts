import { runAsProcess } from './command.ts'
import { replayCommand } from './replayCommand.ts'

await runAsProcess('replay', replayCommand)
