import { runAsProcess } from './command.ts'
import { corpusFiguresCommand } from './corpusFiguresCommand.ts'

await runAsProcess('corpus:figures', corpusFiguresCommand)
