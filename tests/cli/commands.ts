import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { run } from '../../engine/cli/command.ts'
import { performCommand } from '../../engine/cli/performCommand.ts'
import { replayCommand } from '../../engine/cli/replayCommand.ts'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const COMMANDS = { perform: performCommand, replay: replayCommand }
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a command in this process. @param folder to which its paths are relative */
export async function call(
  name: keyof typeof COMMANDS,
  folder: string,
  ...words: readonly string[]
): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  const code = await run(name, COMMANDS[name], words, {
    folder,
    say: (line) => (stdout += `${line}\n`),
    warn: (line) => (stderr += `${line}\n`),
  })
  return { code, stdout, stderr }
}

const processOf = (name: string, folder: string, words: readonly string[]) =>
  spawn(process.execPath, ['--import', 'tsx', `engine/cli/${name}.ts`, ...words], {
    cwd: REPOSITORY,
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Runs a command whose reader is gone before it says anything, as `head -0` is. */
export async function runUnread(
  name: keyof typeof COMMANDS,
  folder: string,
  ...words: readonly string[]
): Promise<Ended> {
  const child = processOf(name, folder, words)
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  await once(child, 'close')
  return { code: child.exitCode, stdout: '', stderr }
}

/** Runs a command as npm does, in a process of its own, from a folder. */
export async function runProcess(
  name: keyof typeof COMMANDS,
  folder: string,
  ...words: readonly string[]
): Promise<Ended> {
  const child = processOf(name, folder, words)
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  await once(child, 'close')
  return { code: child.exitCode, ...said }
}
