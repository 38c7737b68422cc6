import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { driftwatchCommand } from '../core/command.ts'
import { OutsideError, UserError } from '../io/errors.ts'
import { redactor } from '../io/redact.ts'
import { cleanUpAll } from './clean-up.ts'
import { applyConfig, readConfig } from './config.ts'
import { exitCodes } from './exit-code.ts'
import { safeLines } from './output.ts'
import { secretsIn } from './secrets-in.ts'

const secrets = secretsIn(process.argv, process.env)
/** Made for the text that it is given, as most runs have none for it and it takes 3 ms to make. */
const redact = (text: string) => redactor(secrets)(text)

const program = new Command('driftwatch')
  .description(packageJson.description)
  .version(packageJson.version, '--version', 'print the version')
  .option('--color', 'colours, even where the output is no terminal')
  .option('--no-color', 'no colours')

/** Why the command ends before its time; more than what then fails because of that. */
let stopped: string | undefined
let stoppedAtMs = -Infinity

/** Nobody asks twice so fast: `timeout` tells a process, and then the group that it is in. */
const sameWishMs = 500

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (performance.now() - stoppedAtMs > sameWishMs) stop(`driftwatch: stopped by ${signal}`)
  })
}
process.on('SIGHUP', () => {
  // The shell and the kernel each send one as a terminal goes: nobody has asked twice.
  if (stopped === undefined) stop('driftwatch: stopped by SIGHUP')
})
process.on('uncaughtException', (error) => stop(wordsFor(error)))
process.on('exit', (code) => {
  // Node has codes of its own, such as 13 for a promise that never settled.
  if (code > exitCodes.couldNotTell) process.exitCode = exitCodes.couldNotTell
})
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who reads has seen enough, as with `| head`; or the terminal is gone.
  if (error.code === 'EPIPE' || error.code === 'EIO') process.exit()
  endWith(wordsFor(error))
})
// There is nobody left to say it to, and what runs is to come to its end all the same.
process.stderr.on('error', () => undefined)

/**
 * Runs the command that the process was started with, of those that `add` adds to the program.
 * Gives whether it came to its end; `--help` and a wrong call are said and not run.
 */
export async function runProgram(
  add: (program: Command, args: readonly string[]) => Promise<void>,
): Promise<boolean> {
  try {
    await add(program, process.argv.slice(2))
    for (const command of [program, ...program.commands]) {
      const name = command === program ? '' : `${command.name()} `
      command
        .exitOverride()
        .showHelpAfterError(`See ${driftwatchCommand(`${name}--help`)}`)
        .configureOutput({ writeErr: (text) => process.stderr.write(safeLines(redact(text))) })
    }
    const first = process.argv.slice(2).find((word) => !word.startsWith('-'))
    // It writes a broken configuration anew.
    const config = first === 'init' ? {} : readConfig()
    for (const command of program.commands) applyConfig(command, config)
    await program.parseAsync()
    return true
  } catch (error) {
    // Commander has said already what it has to say, help and version included.
    if (!(error instanceof CommanderError)) endWith(stopped ?? wordsFor(error))
    process.exitCode = error.exitCode === 0 ? exitCodes.inSync : exitCodes.couldNotTell
    return false
  }
}

/** Clears away what would be left behind; who cannot wait for that asks again. */
function stop(message: string): void {
  if (stopped !== undefined) endWith(message)
  stopped = message
  stoppedAtMs = performance.now()
  cleanUpAll().then(
    () => endWith(message),
    (error: unknown) => endWith(`${message}\n${wordsFor(error)}`),
  )
}

/** Says why, and ends with the code that nobody can take for a verdict. */
function endWith(message: string): never {
  process.stderr.write(`${safeLines(redact(message))}\n`)
  process.exit(exitCodes.couldNotTell)
}

function wordsFor(error: unknown): string {
  if (error instanceof UserError || error instanceof OutsideError) {
    return `driftwatch: ${error.message}`
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return 'driftwatch: The output could not be written, as the disk is full. Make room, and run it again.'
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `driftwatch: this is a bug, please report it.\n${stack}`
}
