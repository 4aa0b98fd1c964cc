import { runAsProcess } from './command.ts'
import { evalMelodyCommand } from './evalMelodyCommand.ts'

await runAsProcess('eval:melody', evalMelodyCommand)
