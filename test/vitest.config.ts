import { availableParallelism } from 'node:os'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

export default defineConfig({
  root,
  test: {
    silent: 'passed-only',
    // Most of the time a test waits for a process that it has started.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        root,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/worker/**', '**/node_modules/**'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
          // Where PGlite's cluster is kept: not in the home of whoever runs the tests.
          env: { XDG_CACHE_HOME: `${root}node_modules/.cache` },
        },
      },
      {
        root,
        plugins: [
          cloudflareTest(({ inject }) => ({
            main: './test/worker/main.ts',
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                ALLOW_LOOPBACK: 'true',
                DATABASE_URL: inject('databaseUrl'),
                NEON_ENDPOINT: inject('neonEndpoint'),
                SLACK_WEBHOOK_URL: inject('webhookUrl'),
                HEARTBEAT_URL: inject('heartbeatUrl'),
                API_TOKEN: 'token-of-the-tests-0123456789abcdef',
              },
            },
          })),
        ],
        test: {
          name: 'workers',
          include: ['test/worker/**/*.test.ts'],
          // They share one database, one webhook and one clock.
          fileParallelism: false,
          globalSetup: ['./test/worker/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
