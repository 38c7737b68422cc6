import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Verdict } from '../../src/core/verdict.ts'
import { generateFolder, type KitVersion, kitVersions } from '../support/drizzle-kit.ts'
import { commitAll, git } from '../support/git.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'
import { shopSteps } from '../support/schemas.ts'
import { originStories } from './origin-stories.ts'
import { makeWorld } from './world.ts'

interface Made {
  readonly projects: readonly string[]
  readonly folder: string
  readonly squashed: string
}

const made = new Map<KitVersion, Made>()
let postgres: Postgres

beforeAll(async () => {
  postgres = await startPostgres(18)
  for (const version of kitVersions) {
    const projects = [await newProject(), await newProject()] as const
    made.set(version, {
      projects,
      folder: await generateFolder(version, shopSteps, projects[0]),
      squashed: await generateFolder(version, shopSteps.slice(-1), projects[1]),
    })
  }
})

afterAll(async () => {
  await postgres.stop()
  for (const { projects } of made.values()) {
    for (const project of projects) await rm(project, { recursive: true })
  }
})

const newProject = () => mkdtemp(join(tmpdir(), 'driftwatch-'))

const rows = kitVersions.flatMap((version) =>
  originStories.map((story) => ({ name: `Drizzle ${version}: ${story.name}`, version, story })),
)

test.for(rows)('$name', async ({ version, story }) => {
  const { folder = '', squashed = '' } = made.get(version) ?? {}
  const world = await makeWorld(postgres, version, folder)
  const root = dirname(world.folder)
  await git(root, 'init', '--quiet')
  await commitAll(root, { day: 1 })
  const told = await story.act({ ...world, root, squashed })
  const before = await git(root, 'rev-parse', 'HEAD')

  const source = ['--migrations', told.migrations ?? 'drizzle', '--ledger-only']
  const published = await runCli(root, ['manifest', ...source, '--out', 'app.json'])
  expect(published).toMatchObject({ exitCode: 0, stderr: '' })
  expect(published.stdout).toMatch(/git history: \d+ versions? of migrations/)
  const check = ['check', '--manifest', 'app.json']
  const env = { DATABASE_URL: world.url }
  const { stdout: json } = await runCli(root, [...check, '--format', 'json'], env)
  const { findings }: Verdict = JSON.parse(json)
  expect(findings.map(({ kind }) => kind).toSorted()).toEqual(story.kinds.toSorted())
  const origins = findings.flatMap((finding) => ('origin' in finding ? [finding.origin] : []))
  const { tag, path, fate, to } = told
  expect(origins[0]).toMatchObject({ tag, path, fate: { kind: fate, ...(to && { to }) } })

  const { stdout: text } = await runCli(root, check, env)
  // A line may be broken anywhere, and names stand in backticks.
  const bare = (words: string) => words.replaceAll(/[`\s]/g, '')
  for (const words of told.says) expect(bare(text)).toContain(bare(words))

  // Nothing of it touched the checkout, or ran what a branch is called.
  expect(await git(root, 'rev-parse', 'HEAD')).toBe(before)
  expect(await git(root, 'status', '--porcelain')).toBe('?? app.json')
  expect(readdirSync(root)).not.toContain('owned')
  expect(await readFile(join(root, 'app.json'), 'utf8')).toContain(`"origins": [\n`)
})
