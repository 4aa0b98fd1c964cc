import { runAsProcess } from './command.ts'
import { performCommand } from './performCommand.ts'

await runAsProcess('perform', performCommand)
