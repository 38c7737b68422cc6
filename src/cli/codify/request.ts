import { withLive } from '../../io/codify/connect-live.ts'
import { type Rights, readRights } from '../../io/codify/rights.ts'
import { type Facts, readFacts } from '../../io/codify/read-facts.ts'
import type { GroundRequest } from './ground.ts'

/** What `codify` and `revert` were asked for. */
export interface Request extends GroundRequest {
  readonly only: readonly string[]
  /** The part of the tag after its prefix; made of the objects where it is left out. */
  readonly name?: string | undefined
  /** Expressions by `schema.table.column`. */
  readonly backfills: ReadonlyMap<string, string>
  /** A module of the schema, or a folder of them. */
  readonly schema?: string | undefined
  readonly drizzleConfig?: string | undefined
  /** Carry the snapshot over, whatever the schema says. */
  readonly keepSnapshot: boolean
}

/** The catalog of the live database as it is planned with. Throws an `OutsideError`. */
export function liveFactsOf({ connection }: Pick<Request, 'connection'>): Promise<Facts> {
  return withLive(connection, readFacts)
}

/** The same with what everybody may do with it. Throws an `OutsideError`. */
export function liveRightsOf({ connection }: Pick<Request, 'connection'>): Promise<Rights> {
  return withLive(connection, readRights)
}
