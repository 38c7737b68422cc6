import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { journalFiles } from '../support/folder.ts'
import { atMost, type Figure, sampleOf } from './figure.ts'

const commits = 5000
const files = 300
const goalSeconds = 3
const goalMib = 300

/** How long the history of a large folder takes to read, and how much memory, as a whole process. */
export async function measureOrigins(): Promise<readonly Figure[]> {
  const root = await mkdtemp(join(tmpdir(), 'driftwatch-'))
  try {
    await makeHistory(root)
    const times: number[] = []
    const peaks: number[] = []
    const counts = new Set<number>()
    for (let round = 0; round < 5; round += 1) {
      const { ms, peakMib, origins } = await readOnce(join(root, 'drizzle'))
      times.push(ms)
      peaks.push(peakMib)
      counts.add(origins)
    }
    const time = sampleOf(times)
    const peak = sampleOf(peaks)
    const what = `git history of ${commits} commits and ${files} migrations (${[...counts].join(', ')} origins)`
    return [
      {
        name: `${what}: time`,
        unit: 'ms',
        sample: time,
        goal: atMost(goalSeconds, time.median / 1000, 's'),
      },
      {
        name: `${what}: memory`,
        unit: 'MiB',
        sample: peak,
        goal: atMost(goalMib, peak.median, 'MiB'),
      },
    ]
  } finally {
    await rm(root, { recursive: true })
  }
}

/** A repository in which every commit changes a migration, or adds one, or merges a branch. */
async function makeHistory(root: string): Promise<void> {
  await mkdir(root, { recursive: true })
  await git(root, ['init', '--quiet', '--initial-branch=main'])
  await git(root, ['fast-import', '--quiet'], historyScript())
  await git(root, ['reset', '--quiet', '--hard', 'main'])
}

function historyScript(): string {
  const tags = Array.from({ length: files }, (_, index) => `${String(index).padStart(4, '0')}_step`)
  const journal = journalFiles(Object.fromEntries(tags.map((tag) => [tag, ''])))
  const journalText = String(journal['meta/_journal.json'])
  const lines: string[] = []
  for (let index = 0; index < commits; index += 1) {
    const isBranch = index % 10 === 9
    const tag = tags[index < files ? index : (index * 7) % files] ?? ''
    const columns = Array.from({ length: 20 }, (_, column) => `\t"c${column}_${index}" text`)
    const sql = `CREATE TABLE "t_${tag}" (\n${columns.join(',\n')}\n);`
    lines.push(
      `commit refs/heads/${isBranch ? `feature-${index}` : 'main'}`,
      `mark :${index + 1}`,
      `committer Ann <ann@example.com> ${1_700_000_000 + index * 600} +0000`,
      ...data(`Commit ${index}`),
      ...(isBranch ? [`from :${index}`] : []),
      // Of the branches, each second one is merged by the commit after it.
      ...(index % 20 === 0 && index > 0 ? [`from :${index - 1}`, `merge :${index}`] : []),
      `M 100644 inline drizzle/${tag}.sql`,
      ...data(sql),
      ...(index === 0 ? ['M 100644 inline drizzle/meta/_journal.json', ...data(journalText)] : []),
    )
  }
  return `${lines.join('\n')}\n`
}

function data(text: string): string[] {
  return [`data ${Buffer.byteLength(text)}`, text]
}

async function git(root: string, args: readonly string[], input?: string): Promise<void> {
  const options = { nodeOptions: { cwd: root }, throwOnError: true, ...(input && { stdin: input }) }
  await x('git', [...args], options)
}

const program = `
import { readDrizzleFolder } from './src/io/drizzle/read-drizzle-folder.ts'
import { readOrigins } from './src/io/git/read-origins.ts'
const cwd = process.argv[1]
const folder = await readDrizzleFolder(cwd)
const { lines, warnings } = await readOrigins({ ...folder, cwd, path: 'drizzle', commits: 'all' })
const peakMib = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ origins: lines.length, warnings, peakMib }))
`

async function readOnce(folder: string): Promise<{ ms: number; peakMib: number; origins: number }> {
  const start = performance.now()
  const { stdout, stderr } = await x(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program, folder],
    { nodeOptions: { cwd: join(import.meta.dirname, '..', '..') } },
  )
  const ms = performance.now() - start
  if (stdout === '') throw new Error(stderr)
  const { peakMib, origins }: { peakMib: number; origins: number } = JSON.parse(stdout)
  return { ms, peakMib, origins }
}
