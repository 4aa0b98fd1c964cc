import { runAsProcess } from './command.ts'
import { petalsImport } from './petalsImportCommand.ts'

await runAsProcess('petals:import', petalsImport)
