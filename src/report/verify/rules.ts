import type { RuleId } from '../../core/verify/problem.ts'

/** Each rule of `driftwatch verify`, in the order in which people should meet them: what holds. */
export const verifyRules: Readonly<Record<RuleId, string>> = {
  'folder-malformed': 'The migrations folder and its journal can be read',
  'conflict-marker': 'Nothing of a merge conflict is left behind',
  'file-absent': 'Every declared migration has its file',
  'file-undeclared': 'Every SQL file is declared',
  'not-utf8': 'Every migration is valid UTF-8',
  'repeated-tag': 'No migration is declared twice',
  'repeated-when': 'No two migrations have the same "when"',
  'future-when': 'No migration is dated later than now',
  'older-when': 'The migrations stand in the order of their "when"',
  edited: 'No migration of the base branch is edited',
  'line-endings': 'No migration of the base branch has other line endings',
  deleted: 'No migration of the base branch is deleted',
  renamed: 'No migration of the base branch is renamed',
  restamped: 'No migration of the base branch has another date',
  reordered: 'The migrations of the base branch keep their order',
  overtaken: 'Every new migration is newer than all that databases may have run',
  'runs-late': 'New migrations stand after all others',
  'number-taken': 'No new migration has the number of another one',
  'base-without-folder': 'The base branch has migrations at the same place',
  'replay-failed':
    'The migrations run one after the other in an empty database, and new ones in one transaction',
  'not-deterministic': 'The migrations make the same schema each time',
  'schema-not-migrated': 'All that the schema declares has its migration',
  'manifest-behind': 'The published manifest knows all migrations',
  drops: 'New migrations drop nothing that holds data',
  empties: 'New migrations empty no table',
  'changes-type': 'New migrations change no type of a column',
  'sets-not-null': 'New migrations set NOT NULL only after filling the column',
  'adds-not-null': 'New migrations add NOT NULL columns only with a default',
}
