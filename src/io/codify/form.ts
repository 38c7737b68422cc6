import type { Node } from 'libpg-query'

/** How a statement is made so that it can run twice. */
export type Form =
  /** Its own words for that, such as IF NOT EXISTS. */
  | { readonly by: 'words'; readonly node: Node }
  /** As it is, it can. */
  | { readonly by: 'nature' }
  /** A condition around it: it runs only where this is not so. */
  | { readonly by: 'guard'; readonly unless: string }
  /** Where something is not as it is to be: only the whole plan knows what. Its words, if others. */
  | { readonly by: 'difference'; readonly node?: Node }
