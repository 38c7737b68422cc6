import type { Command } from 'commander'
import { askedCommand } from './asked-command.ts'
import { migratorChild, migratorChildCommand } from './commands/migrator-child.ts'
import { schemaChild, schemaChildCommand } from './commands/schema-child.ts'

/** By their names, in the order of the help. */
const commands: Readonly<Record<string, () => Command | Promise<Command>>> = {
  check: async () => (await import('./commands/check.ts')).checkCommand(),
  audit: async () => (await import('./commands/audit.ts')).auditCommand(),
  codify: async () => (await import('./commands/codify.ts')).codifyCommand(),
  revert: async () => (await import('./commands/revert.ts')).revertCommand(),
  allow: async () => (await import('./commands/allow.ts')).allowCommand(),
  ignore: async () => (await import('./commands/ignore.ts')).ignoreCommand(),
  manifest: async () => (await import('./commands/manifest.ts')).manifestCommand(),
  prove: async () => (await import('./commands/prove.ts')).proveCommand(),
  verify: async () => (await import('./commands/verify.ts')).verifyCommand(),
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand(),
  [migratorChild]: migratorChildCommand,
  record: async () => (await import('./commands/record.ts')).recordCommand(),
  [schemaChild]: schemaChildCommand,
  init: async () => (await import('./commands/init.ts')).initCommand(),
  'bundle-check': async () => (await import('./commands/bundle-check.ts')).bundleCheckCommand(),
}

const hidden = new Set([migratorChild, schemaChild])

/**
 * Adds the command that a call begins with; all of them where that is no command, as help and the
 * words about a wrong name speak of all. To load those that nobody asked for takes as long as to
 * connect.
 */
export async function addCommands(program: Command, args: readonly string[]): Promise<void> {
  const asked = askedCommand(args)
  if (asked === '--version') return
  const all = Object.entries(commands)
  const named = all.filter(([name]) => name === asked)
  const made = (named.length > 0 ? named : all).map(async ([name, make]) => ({
    command: await make(),
    isHidden: hidden.has(name),
  }))
  for (const { command, isHidden } of await Promise.all(made)) {
    program.addCommand(command, { hidden: isHidden })
  }
}
