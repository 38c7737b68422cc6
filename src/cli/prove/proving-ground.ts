import * as z from 'zod/mini'
import type { LedgerRow } from '../../core/ledger.ts'
import type { Manifest } from '../../core/manifest.ts'
import { ledgerQuery, quoteIdentifier } from '../../io/ledger-query.ts'
import { parseLedger } from '../../io/ledger-rows.ts'
import { settingsToRead } from '../../io/replay/catalog-reader.ts'
import { quoteLiteral, type ReplayDatabase, sqlFailure } from '../../io/replay/replay-database.ts'
import { catalogLinesQuery } from '../../io/schema/catalog-query.ts'
import { digestQuery } from '../../io/schema/digest-query.ts'

/** What stands in a database at one moment: its catalog's lines and its ledger's rows. */
export interface Standing {
  readonly lines: string
  /** By which the monitor sees whether it has to read the lines. */
  readonly digest: string
  readonly serverVersion: string
  /** `null` where there is no ledger. */
  readonly rows: readonly LedgerRow[] | null
}

const Rows = z.array(z.tuple([z.string(), z.string(), z.string()]))

/** A database in which a history was replayed, to be tampered with and put back each time. */
export class ProvingGround {
  readonly #database: ReplayDatabase
  readonly #manifest: Manifest
  readonly #serverVersion: string

  private constructor(database: ReplayDatabase, manifest: Manifest, serverVersion: string) {
    this.#database = database
    this.#manifest = manifest
    this.#serverVersion = serverVersion
  }

  /** Records the history in the ledger that the replay has made, as 0.x or 1.0 does. */
  static async make(
    database: ReplayDatabase,
    manifest: Manifest,
    serverVersion: string,
  ): Promise<ProvingGround> {
    const ground = new ProvingGround(database, manifest, serverVersion)
    const { ledger } = ground
    const isNamed = manifest.layout === 'folders'
    const rows = manifest.migrations.map(
      ({ tag, when, hash }) =>
        `(${quoteLiteral(hash)}, ${when}${isNamed ? `, ${quoteLiteral(tag)}` : ''})`,
    )
    await database.run(
      [
        ...(isNamed ? [`ALTER TABLE ${ledger} ADD COLUMN IF NOT EXISTS name text`] : []),
        ...(rows.length === 0
          ? []
          : [
              `INSERT INTO ${ledger} (hash, created_at${isNamed ? ', name' : ''}) VALUES ${rows.join(', ')}`,
            ]),
        `PREPARE driftwatch_prove AS ${catalogLinesQuery}`,
        `PREPARE driftwatch_digest AS ${digestQuery}`,
      ].join(';\n'),
    )
    return ground
  }

  /** The ledger's name in SQL. */
  get ledger(): string {
    const { schema, table } = this.#manifest.ledger
    return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`
  }

  /**
   * What stands there after the SQL has run, in a transaction that is then rolled back;
   * `undefined` where PostgreSQL refuses the SQL.
   */
  async after(sql: string): Promise<Standing | undefined> {
    await this.#database.run('BEGIN')
    try {
      await this.#database.run(sql)
      return await this.#read()
    } catch (error) {
      sqlFailure(error)
      return undefined
    } finally {
      await this.#database.run('ROLLBACK')
    }
  }

  async #read(): Promise<Standing> {
    const { schema, table } = this.#manifest.ledger
    const names = [schema, table].map(quoteLiteral).join(', ')
    const digest = await this.#database.ask(`${settingsToRead}; EXECUTE driftwatch_digest`)
    const lines = await this.#database.ask(`EXECUTE driftwatch_prove(${names})`)
    const isThere = await this.#database.ask(
      `SELECT pg_catalog.to_regclass(${quoteLiteral(this.ledger)})::pg_catalog.text`,
    )
    return {
      lines: lines ?? '',
      digest: digest ?? '',
      serverVersion: this.#serverVersion,
      rows: isThere === null ? null : await this.#readRows(),
    }
  }

  async #readRows(): Promise<readonly LedgerRow[]> {
    const { text } = ledgerQuery(this.#manifest.ledger)
    const json = await this.#database.ask(
      `SELECT pg_catalog.json_agg(pg_catalog.json_build_array(r.version, r.names, r.rows::pg_catalog.text))::pg_catalog.text FROM (${text}) AS r (version, names, rows)`,
    )
    const { ledger } = parseLedger(Rows.parse(JSON.parse(json ?? '')))
    return ledger.found ? ledger.rows : []
  }
}
