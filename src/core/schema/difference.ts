import type { CatalogLine } from './catalog-object.ts'

/** One object on which the declared and the live schema disagree. */
export type Difference =
  | { readonly kind: 'lacking'; readonly declared: CatalogLine; readonly parts: number }
  | { readonly kind: 'extra'; readonly live: CatalogLine; readonly parts: number }
  | Changed

export interface Changed {
  readonly kind: 'changed'
  readonly declared: CatalogLine
  readonly live: CatalogLine
  /** The aspects that differ, in the order in which the catalog tells them. */
  readonly aspects: readonly AspectDifference[]
  /** The objects told with it: what only its other name makes differ. */
  readonly parts: number
}

export interface AspectDifference {
  readonly name: string
  /** `null` where nothing is said of it, such as a column without a default. */
  readonly declared: string | null
  readonly live: string | null
}

/** Whether what differs, or some of it, is the name: somebody has renamed the object. */
export function isRename({
  aspects,
}: {
  readonly aspects: readonly Pick<AspectDifference, 'name'>[]
}): boolean {
  return aspects.some(({ name }) => name === 'name')
}

/** The object as the repository knows it, or, where it does not, as the database does. */
export function subjectOf(difference: Difference): CatalogLine {
  return difference.kind === 'extra' ? difference.live : difference.declared
}
