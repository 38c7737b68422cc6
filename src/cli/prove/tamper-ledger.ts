import type { Manifest } from '../../core/manifest.ts'
import type { Migration } from '../../core/migration.ts'
import { quoteLiteral } from '../../io/replay/replay-database.ts'
import type { Expected, Injection, Tampering } from './tampering.ts'

/** Every way in which a ledger has been seen to come apart from its migrations. */
export function ledgerTamperings(
  { migrations, layout }: Pick<Manifest, 'migrations' | 'layout'>,
  ledger: string,
  now: number,
): readonly Tampering[] {
  const last = migrations.at(-1)
  const [first] = migrations
  const isJournal = layout === 'journal'
  const where = ({ when, hash }: Migration) =>
    `WHERE created_at = ${when} AND hash = ${quoteLiteral(hash)}`
  const on = (
    name: string,
    migration: Migration | undefined,
    sql: (migration: Migration) => string,
    kind: Expected['kind'],
  ): Tampering => ({
    name: `ledger: ${name}`,
    ways: () =>
      migration === undefined
        ? []
        : [{ sql: sql(migration), expected: { kind, subject: migration.tag } }],
  })
  const row = (
    name: string,
    values: string,
    subject: string,
    kind: Expected['kind'],
  ): Tampering => ({
    name: `ledger: ${name}`,
    ways: (): readonly Injection[] => [
      {
        sql: `INSERT INTO ${ledger} (hash, created_at) VALUES (${values})`,
        expected: { kind, subject },
      },
    ],
  })
  const stranger = 'd'.repeat(64)
  return [
    row('a stranger’s row', `'${stranger}', ${(last?.when ?? 0) + 1}`, stranger, 'unknown'),
    row('a row without a time', `'${stranger}', NULL`, '', 'bad-row'),
    row('a row in seconds', `'${stranger}', 1700000000`, '', 'bad-row'),
    row('a hash that is none', `'not a hash', ${(last?.when ?? 0) + 1}`, '', 'bad-row'),
    ...(isJournal
      ? [row('a row from the future', `'${stranger}', ${now + 86_400_000}`, '', 'future-row')]
      : []),
    on(
      'the last row deleted',
      last,
      (migration) => `DELETE FROM ${ledger} ${where(migration)}`,
      'pending',
    ),
    on(
      'a row in the middle deleted',
      migrations.length > 1 ? first : undefined,
      (migration) => `DELETE FROM ${ledger} ${where(migration)}`,
      isJournal ? 'skipped' : 'pending',
    ),
    on(
      'a row’s hash changed',
      last,
      (migration) => `UPDATE ${ledger} SET hash = '${'e'.repeat(64)}' ${where(migration)}`,
      'edited',
    ),
    on(
      'a row’s time changed',
      isJournal ? last : undefined,
      (migration) => `UPDATE ${ledger} SET created_at = created_at + 1 ${where(migration)}`,
      'restamped',
    ),
    on(
      'a migration recorded twice',
      last,
      (migration) =>
        `INSERT INTO ${ledger} (hash, created_at${isJournal ? '' : ', name'}) SELECT hash, created_at${isJournal ? '' : ', name'} FROM ${ledger} ${where(migration)}`,
      'duplicate',
    ),
    {
      name: 'ledger: emptied',
      ways: () => [
        { sql: `DELETE FROM ${ledger}`, expected: { kind: 'ledger-absent', subject: '' } },
      ],
    },
    {
      name: 'ledger: dropped',
      ways: () => [
        { sql: `DROP TABLE ${ledger}`, expected: { kind: 'ledger-absent', subject: '' } },
      ],
    },
  ]
}
