import { userInfo } from 'node:os'

/** What CI systems call whoever started the job. */
const variables = [
  ['GITHUB_ACTOR', 'GitHub Actions'],
  ['GITLAB_USER_LOGIN', 'GitLab CI'],
  ['CIRCLE_USERNAME', 'CircleCI'],
  ['BUILDKITE_BUILD_CREATOR', 'Buildkite'],
  ['BITBUCKET_STEP_TRIGGERER_UUID', 'Bitbucket Pipelines'],
  ['BUILD_REQUESTEDFOR', 'Azure Pipelines'],
  ['VERCEL_GIT_COMMIT_AUTHOR_LOGIN', 'Vercel'],
] as const

/** Who runs this: by the CI system's word, or git's, or the operating system's. */
export function findActor(
  env: Readonly<Record<string, string | undefined>>,
  gitUser: string | undefined,
): string {
  for (const [name, system] of variables) {
    const value = env[name]?.trim()
    if (value) return `${value} (${system})`
  }
  if (gitUser !== undefined && gitUser !== '') return `${gitUser} (git)`
  return `${userInfo().username} (this machine's user)`
}
