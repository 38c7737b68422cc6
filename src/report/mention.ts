/** Whom a Slack message calls: a user group or user by Slack's id, or all who are there. */
export type Mention =
  { readonly kind: 'group' | 'user'; readonly id: string } | { readonly kind: 'here' | 'channel' }
