/** Whom a critical finding calls; the id is one of Slack's, such as `S0123ABCD` or `U0123ABCD`. */
export type Mention =
  | { readonly kind: 'here' | 'channel' }
  | { readonly kind: 'group' | 'user'; readonly id: string }

/** The mention as Slack's mrkdwn. */
export function mentionText(mention: Mention): string {
  if (!('id' in mention)) return `<!${mention.kind}>`
  const id = mention.id.replaceAll(/[^A-Z0-9]/g, '')
  return mention.kind === 'group' ? `<!subteam^${id}>` : `<@${id}>`
}
