import { runAsProcess } from './command.ts'
import { trainPetals } from './petalsTraining.ts'

await runAsProcess('train:petals', trainPetals)
