import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { Facts } from '../../io/codify/read-facts.ts'
import { partitionedIn } from '../../io/codify/partitioned-tables.ts'
import { UserError } from '../../io/errors.ts'

/**
 * Throws a `UserError` for what would have to be made, and of which not all is compared: a table
 * without its partitions takes no row. `goal` is the catalog that it is made like.
 */
export function refuseUnwritable(
  findings: readonly SchemaFinding[],
  goal: Facts,
  made: 'extra' | 'lacking',
): void {
  const partitioned = partitionedIn(goal)
  for (const { kind, object, aspects } of findings) {
    const isMade =
      kind === made || (kind === 'changed' && aspects.some(({ name }) => name === 'partition by'))
    if (!isMade) continue
    const name = `${object.type} ${objectName(object)}`
    if (object.type === 'table' && partitioned.has(JSON.stringify([object.schema, object.name]))) {
      throw new UserError(
        `The ${name} has partitions, which are not compared: it would be made without them, and take no row. ${wayOut[made]}`,
      )
    }
  }
}

const wayOut = {
  extra:
    'Write its migration by hand (`drizzle-kit generate --custom`), and codify the rest with --only.',
  lacking: 'Make it by hand as its migration does, and revert the rest with --only.',
} as const
