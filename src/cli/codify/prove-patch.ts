import type { Proof } from '../../core/codify/proof.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { proveMigration } from '../../io/codify/prove-migration.ts'
import type { Rebuild } from '../../io/codify/rebuild.ts'
import { withCleanUp } from '../clean-up.ts'
import { type Ground, judgeBy, liveWhere } from './ground.ts'
import type { Request } from './request.ts'

const words = {
  'from-empty': 'Proof 1 of 4: from an empty database…',
  'on-live': 'Proof 2 of 4: on the live schema…',
  twice: 'Proof 3 of 4: twice…',
  'with-rows': 'Proof 4 of 4: with rows…',
} as const

/** Proves a migration of some of the findings, on the declared schema and on the live one. */
export function provePatch(
  { onStep }: Pick<Request, 'onStep'>,
  ground: Ground,
  patch: {
    readonly chosen: readonly SchemaFinding[]
    readonly sql: string
    readonly oneByOne: readonly string[]
    readonly rebuilds: readonly Rebuild[]
  },
): Promise<readonly Proof[]> {
  return proveMigration({
    cluster: ground.cluster,
    ledger: ground.ledger,
    sql: patch.sql,
    oneByOne: patch.oneByOne,
    rebuilds: patch.rebuilds,
    notAsGoal: judgeBy(ground, liveWhere(ground, patch.chosen)),
    onProof: (name) => onStep(words[name]),
    withDatabase: (database, work) => withCleanUp(database.close, work),
  })
}
