import { listMidi } from './midiList.ts'
import { monitor } from './monitor.ts'
import { BadInput } from './options.mjs'

/** What `npm run bridge` runs. */

const HELP = `Usage: npm run bridge -- monitor [ADDRESS]
       npm run bridge -- midi

monitor prints the OSC that a running Anthesis passes on; midi lists the MIDI devices that
npm start -- --midi can open.

  ADDRESS  where it is; http://127.0.0.1:8080/ unless told. From another machine, the address with
           the token that npm start -- --lan printed
  --help   this text
`

function end(code: number, line: string): never {
  process.stderr.write(`anthesis: ${line}\n`)
  process.exit(code)
}

const words = process.argv.slice(2)
const [command, address = 'http://127.0.0.1:8080/', ...rest] = words
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(HELP)
  process.exit(0)
}
const isMidi = command === 'midi' && words.length === 1
if (!isMidi && (command !== 'monitor' || rest.length > 0 || address.startsWith('-'))) {
  end(2, `'${words.join(' ')}' is no command of the bridge; --help shows what is.`)
}
// The reader of a pipe may stop reading first.
process.stdout.on('error', () => process.exit(0))
try {
  if (isMidi) {
    process.stdout.write(`${(await listMidi()).join('\n')}\n`)
    process.exit(0)
  }
  end(1, await monitor(address, (line) => process.stdout.write(`${line}\n`)))
} catch (error) {
  end(error instanceof BadInput ? 2 : 1, error instanceof Error ? error.message : String(error))
}
