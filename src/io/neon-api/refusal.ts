import { OutsideError, UserError } from '../errors.ts'

/** What Neon's API answered where it did not do what it was asked for. */
export interface Refusal {
  readonly status: number
  /** Neon's own word for it, such as `BRANCHES_LIMIT_EXCEEDED`; empty where it gave none. */
  readonly code: string
}

/**
 * What a refusal means and what to do about it: a `UserError` where somebody has to act, and an
 * `OutsideError` where waiting may help. `what` says what was asked for, as in `make a branch`.
 */
export function refusalError({ status, code }: Refusal, what: string): UserError | OutsideError {
  // Codes are known only in part: https://neon.com/docs/reference/api/key-concepts
  if (code.endsWith('BRANCHES_LIMIT_EXCEEDED')) {
    return new UserError(
      'The Neon project has as many branches as its plan allows, so there is no room for a rehearsal. Delete one that nobody needs, and run this again.',
    )
  }
  if (code.endsWith('LIMIT_EXCEEDED')) {
    return new UserError(
      `Neon could not ${what}, as a limit of the plan is reached (${code}). Make room, or take \`--rehearse embedded\`.`,
    )
  }
  const said = code === '' ? `${status}` : `${status}, ${code}`
  switch (status) {
    case 401:
      return new UserError(
        'Neon does not take the API key in NEON_API_KEY: it is wrong, or was revoked. Make a new one in the Neon console.',
      )
    case 403:
      return new UserError(
        `The API key in NEON_API_KEY has no right to ${what}. Take one that may make and delete branches in this project.`,
      )
    case 404:
      return new UserError(
        `Neon could not ${what}, as it finds no such project, or nothing of that name in it. See that NEON_PROJECT_ID (or --neon-project) is the id of the project, and that the API key is of its organization.`,
      )
    case 423:
      return new OutsideError(
        `Neon could not ${what}, as other operations are going on in the project, and did not end in time. Run this again later.`,
        { reason: 'busy', retry: true },
      )
    case 429:
      return new OutsideError(
        `Neon could not ${what}, as its API was asked too often by this account. Run this again in a minute.`,
        { reason: 'busy', retry: true },
      )
    default:
      return status >= 500
        ? new OutsideError(
            `Neon could not ${what}: its API fails (${said}). Look at neonstatus.com, or take \`--rehearse embedded\`.`,
            { reason: 'unexpected', retry: true },
          )
        : new UserError(`Neon refused to ${what} (${said}).`)
  }
}
