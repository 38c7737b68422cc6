import {
  alikeQuery,
  ledgerQuery,
  ledgerStateQuery,
  settingsQuery,
} from '../../src/io/ledger-query.ts'
import { catalogQuery } from '../../src/io/schema/catalog-query.ts'
import { digestQuery } from '../../src/io/schema/digest-query.ts'

const ledger = { schema: 'drizzle', table: '__drizzle_migrations' }

/** Every query that the Worker sends, by what it asks. */
export const queries: Readonly<Record<string, string>> = {
  settings: settingsQuery.text,
  ledger: ledgerQuery(ledger).text,
  state: ledgerStateQuery(ledger).text,
  alike: alikeQuery.text,
  catalog: catalogQuery,
  digest: digestQuery,
}
