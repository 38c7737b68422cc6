import { join } from 'node:path'
import { driftwatchCommand } from '../core/command.ts'
import type { Exceptions } from '../io/allowances.ts'
import { UserError } from '../io/errors.ts'
import { readFileIfThere } from '../io/files/read-file.ts'
import { allowancesFile, readAllowances } from './published.ts'
import { exampleOfUrl, shellWord } from './shell-command.ts'

/** The connection string, and what it was read from. Throws a `UserError` where there is none. */
export function connectionStringOf(databaseUrl: string | undefined): {
  readonly text: string
  readonly from: string
} {
  if (databaseUrl !== undefined) return { text: databaseUrl, from: '--database-url' }
  const text = process.env['DATABASE_URL']
  if (text !== undefined && text.trim() !== '') return { text, from: 'DATABASE_URL' }
  throw new UserError(
    `DATABASE_URL is not set. Give the connection string of the database, such as:\n  ${exampleOfUrl}`,
  )
}

/** What is accepted: by the file that is named, else by the one in a folder of manifests. */
export async function exceptionsOf(file: string | undefined, folder: string): Promise<Exceptions> {
  if (file === undefined) return readAllowances(join(folder, allowancesFile))
  if ((await readFileIfThere(file)) !== undefined) return readAllowances(file)
  throw new UserError(
    `${file} does not exist. Make it with \`${driftwatchCommand(`allow <hash> --file ${shellWord(file)}`)}\`, or leave --allowances out.`,
  )
}
