/** How a project installs its packages and runs what they bring, in a workflow. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun'
  /** Its lock file, by which it is known. */
  readonly lockFile: string
  readonly install: string
  /** In front of a package's command. */
  readonly exec: string
  readonly addDev: string
  /** Steps that a workflow needs before Node is set up. */
  readonly setup: readonly string[]
}

export const packageManagers: readonly PackageManager[] = [
  {
    name: 'npm',
    lockFile: 'package-lock.json',
    install: 'npm ci',
    exec: 'npx',
    addDev: 'npm install --save-dev',
    setup: [],
  },
  {
    name: 'pnpm',
    lockFile: 'pnpm-lock.yaml',
    install: 'pnpm install --frozen-lockfile',
    exec: 'pnpm exec',
    addDev: 'pnpm add --save-dev',
    setup: ['- uses: pnpm/action-setup@v4'],
  },
  {
    name: 'yarn',
    lockFile: 'yarn.lock',
    install: 'yarn install --immutable',
    exec: 'yarn',
    addDev: 'yarn add --dev',
    setup: ['- run: corepack enable'],
  },
  {
    name: 'bun',
    lockFile: 'bun.lock',
    install: 'bun install --frozen-lockfile',
    exec: 'bunx',
    addDev: 'bun add --dev',
    setup: ['- uses: oven-sh/setup-bun@v2'],
  },
]
