import {
  alikeQuery,
  ledgerQueries,
  ledgerStateQuery,
  settingsQuery,
} from '../../src/io/ledger-query.ts'
import { catalogQuery } from '../../src/io/schema/catalog-query.ts'
import { digestQuery } from '../../src/io/schema/digest-query.ts'

const ledger = { schema: 'drizzle', table: '__drizzle_migrations' }
const [about, rows] = ledgerQueries(ledger)

/** Every query that the Worker sends, by what it asks. */
export const queries: Readonly<Record<string, string>> = {
  settings: settingsQuery.text,
  about: about.text,
  rows: rows.text,
  state: ledgerStateQuery(ledger).text,
  alike: alikeQuery.text,
  catalog: catalogQuery,
  digest: digestQuery,
}
