import { posix } from 'node:path'
import type { Config } from '../config.ts'
import type { Project } from './read-project.ts'

/** Where the workflow is written, below the repository's root. */
export const workflowFile = '.github/workflows/driftwatch.yml'

/**
 * A workflow that verifies pull requests, and on the main branch publishes the manifest before it
 * migrates, so that the monitor knows of a migration before the database has it.
 */
export function workflow(
  { branch, path, manager }: Pick<Project, 'branch' | 'path' | 'manager'>,
  { migrations = 'drizzle', name = 'app', ledger }: Config,
): string {
  const folder = posix.join(path, migrations)
  const manifest = [
    `manifest --migrations ${shellQuoted(posix.join('..', folder))} --name ${name}`,
    ...(ledger === undefined ? [] : [`--ledger ${shellQuoted(ledger)}`]),
  ].join(' ')
  const run = (command: string) => `${manager.exec} ${command}`
  const prepare = [
    ...manager.setup,
    '- uses: actions/setup-node@v4',
    '  with: { node-version: 24 }',
    `- run: ${manager.install}`,
  ]
  return `# Written by \`driftwatch init\`. Yours to change. It needs the secret DATABASE_URL, and to deploy the
# monitor the variable DRIFTWATCH_REPOSITORY and the secrets DRIFTWATCH_CHECKOUT_TOKEN,
# CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
name: driftwatch
on:
  pull_request:
  merge_group:
  push:
    branches: [${quoted(branch)}]
permissions:
  contents: read
defaults:
  run:
    working-directory: ${quoted(path)}

jobs:
  # Red where schema.ts has no migration, an applied file was edited, or a migration would be skipped.
  verify:
    if: github.event_name != 'push'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
${indented(prepare)}
      - run: ${run('driftwatch verify --base "$BASE" --format github')}
        env:
          BASE: \${{ github.event.merge_group.base_sha || format('origin/{0}', github.base_ref) }}

  # The monitor has to know of a migration before the database does.
  publish-then-migrate:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    concurrency: driftwatch-migrate
    # A migration that hangs must not hold up the next one for hours.
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
${indented(prepare)}
      # Also what came here by no pull request.
      - run: ${run('driftwatch verify --no-replay --base "$BEFORE" --format github')}
        if: \${{ !github.event.created && !github.event.forced }}
        env:
          BEFORE: \${{ github.event.before }}
      - run: ${run('driftwatch manifest')}

      # The repository with the Worker: a clone of Driftwatch. Without the variable, nothing is deployed.
      - uses: actions/checkout@v4
        if: vars.DRIFTWATCH_REPOSITORY != ''
        with:
          repository: \${{ vars.DRIFTWATCH_REPOSITORY }}
          path: .driftwatch-monitor
          token: \${{ secrets.DRIFTWATCH_CHECKOUT_TOKEN }}
      - name: Publish to the monitor
        if: vars.DRIFTWATCH_REPOSITORY != ''
        working-directory: .driftwatch-monitor
        run: |
          npm ci
          npm run driftwatch -- ${manifest}
          npm run deploy
        env:
          CLOUDFLARE_API_TOKEN: \${{ secrets.CLOUDFLARE_API_TOKEN }}
          CLOUDFLARE_ACCOUNT_ID: \${{ secrets.CLOUDFLARE_ACCOUNT_ID }}

      - run: ${run('drizzle-kit migrate')}
        env:
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
      # drizzle-kit reports success also where it has skipped a migration; this does not.
      - run: ${run('driftwatch check')}
        env:
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
`
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `      ${line}`).join('\n')
}

/** A text as YAML's double-quoted scalar, where JSON's escapes are known. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
