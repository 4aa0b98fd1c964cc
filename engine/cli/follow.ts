import { runAsProcess } from './command.ts'
import { followCommand } from './followCommand.ts'

await runAsProcess('follow', followCommand)
