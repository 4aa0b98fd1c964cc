import { runAsProcess } from './command.ts'
import { petalsFlower } from './petalsFlowerCommand.ts'

await runAsProcess('petals:flower', petalsFlower)
