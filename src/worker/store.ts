import type { DurableObjectStorage } from '@cloudflare/workers-types'

/** What a target's object remembers, as texts by name. */
export interface Documents {
  readonly read: (name: DocumentName) => string | undefined
  readonly write: (name: DocumentName, text: string) => void
}

export type DocumentName =
  'target' | 'alerting' | 'ledger' | 'ledger-rows' | 'schema' | 'history' | 'report' | 'quarantine'

export interface Store {
  /** Runs `change` in one transaction: all of its writes are kept, or, if it throws, none. */
  readonly transact: <T>(change: (documents: Documents) => T) => T
  /** One document as it was last kept. */
  readonly read: Documents['read']
}

/** Below SQLite's limit of 2 MB a value, counted in UTF-16 units that may take three bytes each. */
const partLength = 500_000

/** A store in the SQLite of a Durable Object. */
export function sqliteStore(storage: DurableObjectStorage): Store {
  const { sql } = storage
  sql.exec(
    'CREATE TABLE IF NOT EXISTS document (name TEXT, part INTEGER, text TEXT, PRIMARY KEY (name, part))',
  )
  const documents: Documents = {
    read: (name) => {
      const rows = sql
        .exec<{ text: string }>('SELECT text FROM document WHERE name = ? ORDER BY part', name)
        .toArray()
      return rows.length === 0 ? undefined : rows.map(({ text }) => text).join('')
    },
    write: (name, text) => {
      const parts = Math.max(1, Math.ceil(text.length / partLength))
      sql.exec('DELETE FROM document WHERE name = ? AND part >= ?', name, parts)
      for (let part = 0; part < parts; part += 1) {
        const slice = text.slice(part * partLength, (part + 1) * partLength)
        sql.exec('INSERT OR REPLACE INTO document VALUES (?, ?, ?)', name, part, slice)
      }
    },
  }
  return {
    transact: (change) => storage.transactionSync(() => change(documents)),
    read: documents.read,
  }
}
