import { runAsProcess } from './command.ts'
import { futuresCommand } from './futuresCommand.ts'

await runAsProcess('futures', futuresCommand)
