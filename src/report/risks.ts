import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { isDestructive } from './object-sql.ts'
import { type RichText, words } from './rich-text.ts'

/** What may go wrong where an object that is gone is made again. */
export function lackingRisk(finding: SchemaFinding | undefined): RichText {
  if (finding === undefined || !isDestructive(finding)) {
    return words('It takes a lock, and fails where rows do not obey it.')
  }
  return finding.object.type === 'column'
    ? words(
        'It comes back empty: the data is only in a backup. With NOT NULL and no default it fails where rows exist.',
      )
    : words('It comes back empty: the data is only in a backup.')
}

/** What may go wrong where objects are made as one side has them. */
export function changeRisk(objects: readonly SchemaFinding[]): RichText {
  const changes = (wanted: string) =>
    objects.some(({ aspects }) => aspects.some(({ name }) => name === wanted))
  if (changes('type')) {
    return words(
      'Writes the table anew under a lock, and fails, or loses precision, where a value does not fit. It fails, too, where a view or a policy uses the column.',
    )
  }
  // A view has one aspect: its query.
  if (objects.some(({ object }) => object.type === 'view') && changes('definition')) {
    return words(
      'It fails where a column of the view would go, or get another name, type or place: drop the view first then, and what uses it.',
    )
  }
  return changes('not null')
    ? words('SET NOT NULL reads the whole table under a lock, and fails where it finds a NULL.')
    : words('Statements that rely on how it is now may act otherwise.')
}
