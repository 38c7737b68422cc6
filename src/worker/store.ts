import type { DurableObjectStorage, SqlStorage } from '@cloudflare/workers-types'

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
  return {
    transact: (change) => storage.transactionSync(() => change(documentsIn(sql))),
    read: (name) => documentsIn(sql).read(name),
  }
}

/** The documents, for one transaction. */
function documentsIn(sql: SqlStorage): Documents {
  /** How many parts a document has, where it was read or written in this transaction. */
  const known = new Map<DocumentName, number>()
  return {
    read: (name) => {
      const rows = sql
        .exec<{ text: string }>('SELECT text FROM document WHERE name = ? ORDER BY part', name)
        .toArray()
      known.set(name, rows.length)
      return rows.length === 0 ? undefined : rows.map(({ text }) => text).join('')
    },
    write: (name, text) => {
      const parts = Math.max(1, Math.ceil(text.length / partLength))
      if ((known.get(name) ?? Infinity) > parts) {
        sql.exec('DELETE FROM document WHERE name = ? AND part >= ?', name, parts)
      }
      known.set(name, parts)
      for (let part = 0; part < parts; part += 1) {
        const slice = text.slice(part * partLength, (part + 1) * partLength)
        sql.exec('INSERT OR REPLACE INTO document VALUES (?, ?, ?)', name, part, slice)
      }
    },
  }
}
