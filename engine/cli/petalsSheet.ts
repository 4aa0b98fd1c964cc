import { runAsProcess } from './command.ts'
import { petalsSheet } from './petalsSheetCommand.ts'

await runAsProcess('petals:sheet', petalsSheet)
