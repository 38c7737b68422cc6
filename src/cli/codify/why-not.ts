import { mentionedIn, whatToTakeToo } from '../../core/codify/mentioned.ts'
import { holds } from '../../core/codify/proof.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import { twoMigrations } from '../../io/codify/stopped-by-rows.ts'
import type { Codified } from './run-codify.ts'

/** Why a migration is not written, in a few words for its proof; nothing where it is. */
export function whyNotWritten(
  { proofs, snapshot }: Codified,
  isDryRun: boolean,
): string | undefined {
  if (!proofs.every(holds)) return 'a proof does not hold'
  if (snapshot?.status === 'refused') return 'the schema does not agree'
  return isDryRun ? '--dry-run' : undefined
}

/** What to do about a migration that is not written, each in a sentence. */
export function whyNot({ snapshot, proofs, left }: Codified): readonly string[] {
  if (!proofs.every(holds)) {
    const said = proofs
      .flatMap(({ failed, statement = '' }) => (failed.length === 0 ? [] : [...failed, statement]))
      .join('\n')
    const because = 'A proof does not hold, so nothing was written.'
    // To take the enum as well would come to the same transaction.
    const enums = said.includes('invalid input value for enum')
      ? mentionedIn(said, left).filter(
          ({ kind, object }) => kind === 'changed' && object.type === 'enum',
        )
      : []
    if (enums.length > 0) {
      return [because, twoMigrations(enums.map(({ object }) => objectName(object)))]
    }
    const takeToo = whatToTakeToo(said, left)
    return takeToo === undefined ? [because] : [because, takeToo]
  }
  return snapshot?.status === 'refused'
    ? [
        'Nothing was written. Mend the schema and run this again, or keep the snapshot as it is with --keep-snapshot.',
      ]
    : ['Nothing was written: --dry-run.']
}
