import { type Connection, parseConnectionString } from '../connection-string.ts'
import { UserError } from '../errors.ts'
import { type Branch, directHost } from './with-branch.ts'

/**
 * The same role and database on a branch. Throws a `UserError` where something besides the host
 * names the endpoint, as that would lead back to the database itself.
 */
export function connectionOnBranch(
  { href, host, user, password, parameters }: Connection,
  { host: branchHost, passwords }: Branch,
): Connection {
  const [endpoint = ''] = directHost(host).split('.')
  const besides = [password ?? '', ...parameters.values()]
  // `options=endpoint=…` and the like: https://neon.com/docs/connect/connection-errors
  if (endpoint.startsWith('ep-') && besides.some((text) => text.includes(endpoint))) {
    throw new UserError(
      'The connection string names its endpoint a second time, besides the host, so a rehearsal with it would run on the database itself. Take one that names it in the host alone.',
    )
  }
  const url = new URL(href)
  url.hostname = branchHost
  const own = passwords.get(user)
  if (own !== undefined) url.password = encodeURIComponent(own)
  return parseConnectionString(url.href, 'The connection string of the branch')
}
