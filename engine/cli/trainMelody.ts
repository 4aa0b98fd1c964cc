import { runAsProcess } from './command.ts'
import { trainMelodyCommand } from './trainMelodyCommand.ts'

await runAsProcess('train:melody', trainMelodyCommand)
