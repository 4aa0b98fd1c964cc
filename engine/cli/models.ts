import { runAsProcess } from './command.ts'
import { modelsCommand } from './modelsCommand.ts'

await runAsProcess('models', modelsCommand)
