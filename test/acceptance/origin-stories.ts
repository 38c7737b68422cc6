import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect } from 'vitest'
import type { Fate } from '../../src/core/origin.ts'
import type { FindingKind } from '../../src/core/finding.ts'
import { commitAll, git } from '../support/git.ts'
import { editFile, editJournal, type World } from './world.ts'

/** A world whose folder is in a repository, all of it committed on day 1. */
export interface Past extends World {
  readonly root: string
  /** A folder of the same project that the kit made anew, as one migration. */
  readonly squashed: string
}

/** One way in which a hash gets lost, done with real git, and what must be said of it then. */
export interface OriginStory {
  readonly name: string
  /** Gives what the origin of the first finding must be, and what a terminal must say. */
  readonly act: (past: Past) => Promise<Told>
  readonly kinds: readonly FindingKind[]
}

interface Told {
  readonly tag: string
  /** Relative to the root. */
  readonly path: string
  readonly fate: Fate['kind']
  readonly to?: string
  /** Commands and words that the report of a check holds, each on one line. */
  readonly says: readonly string[]
  /** Where the manifest is made from, if not `drizzle`. */
  readonly migrations?: string
}

const short = (commit: string) => commit.slice(0, 12)

export const originStories: readonly OriginStory[] = [
  {
    name: 'edited after it was applied',
    kinds: ['edited'],
    async act(past) {
      await past.migrate()
      const told = await toldOf(past, 2)
      await editFile(await past.file(2), (text) => `${text}\n-- A comment.`)
      const by = await commitAll(past.root, { day: 2, author: 'Bob' })
      return {
        ...told,
        fate: 'edited',
        says: [`commit ${short(by)} (Bob, 2026-01-02`, `git show ${short(by)} -- :/${told.path}`],
      }
    },
  },
  {
    name: 'deleted, and the command that is advised brings it back',
    kinds: ['unknown'],
    async act(past) {
      await past.migrate()
      const told = await toldOf(past, 3)
      const first = await git(past.root, 'rev-parse', 'HEAD')
      const text = await readFile(join(past.root, told.path))
      await remove(past, 3)
      await commitAll(past.root, { day: 2 })
      const command = ['restore', `--source=${short(first)}`, '--', `:/${told.path}`]
      await git(past.folder, ...command)
      const file = join(past.root, told.path)
      expect(await readFile(file)).toEqual(text)
      await rm(past.version === '1.0' ? dirname(file) : file, { recursive: true })
      return { ...told, fate: 'deleted', says: [`git ${command.join(' ')}`, 'deleted it.'] }
    },
  },
  {
    name: 'on a branch that was never merged, whose name is a command',
    kinds: ['unknown'],
    async act(past) {
      const told = await toldOf(past, 4)
      const aside = await past.copyFolder()
      await remove(past, 4)
      await commitAll(past.root, { day: 2 })
      await git(past.root, 'checkout', '--quiet', '-b', "feature/$(touch${IFS}owned);'`id`")
      await rm(past.folder, { recursive: true })
      await cp(aside, past.folder, { recursive: true })
      // Another text than on the first day, when it was on the main branch.
      await editFile(await past.file(4), (text) => `${text}\n-- Preview.`)
      await commitAll(past.root, { day: 3 })
      await past.migrate()
      await git(past.root, 'checkout', '--quiet', 'main')
      return { ...told, fate: 'unmerged', says: ['never merged', 'Merge that migration'] }
    },
  },
  {
    name: 'squashed into one',
    kinds: ['unknown', 'unknown', 'unknown', 'unknown', 'pending'],
    async act(past) {
      await past.migrate()
      const told = await toldOf(past, 1)
      await rm(past.folder, { recursive: true })
      await cp(past.squashed, past.folder, { recursive: true })
      const to = await retag(past, 1, 'all_in_one')
      await commitAll(past.root, { day: 2 })
      return { ...told, fate: 'squashed', to, says: [`put ${to} in its place`, 'accept this one'] }
    },
  },
  {
    name: 'applied from a checkout with CRLF, and edited since',
    kinds: ['edited'],
    async act(past) {
      const told = await toldOf(past, 2)
      const text = await readFile(await past.file(2), 'utf8')
      await writeFile(await past.file(2), text.replaceAll('\n', '\r\n'))
      await past.migrate()
      await writeFile(await past.file(2), text.replace('orders', 'orders '))
      await commitAll(past.root, { day: 2 })
      return { ...told, fate: 'edited', says: ['but for line endings', 'edited it.'] }
    },
  },
  {
    name: 'renumbered after a conflict, with another date',
    kinds: ['restamped'],
    async act(past) {
      await past.migrate()
      const told = await toldOf(past, 4)
      const to = await retag(past, 4, 'step_4')
      await commitAll(past.root, { day: 2 })
      return { ...told, fate: 'renamed', to, says: [`renamed it to ${to}`] }
    },
  },
  {
    name: 'renumbered and generated anew after a conflict',
    kinds: ['unknown', 'pending'],
    async act(past) {
      await past.migrate()
      const told = await toldOf(past, 4)
      const to = await retag(past, 4, 'step_4')
      await editFile(await past.file(4), (text) => `${text}\n-- Generated anew.`)
      await commitAll(past.root, { day: 2 })
      return { ...told, fate: 'squashed', to, says: [`put ${to} in its place`] }
    },
  },
  {
    name: 'edited before the folder moved',
    kinds: ['edited'],
    async act(past) {
      await past.migrate()
      const told = await toldOf(past, 2)
      await editFile(await past.file(2), (text) => `${text}\n-- A comment.`)
      await commitAll(past.root, { day: 2 })
      await mkdir(join(past.root, 'packages/db'), { recursive: true })
      await rename(past.folder, join(past.root, 'packages/db/drizzle'))
      await commitAll(past.root, { day: 3 })
      return { ...told, fate: 'edited', says: [told.path], migrations: 'packages/db/drizzle' }
    },
  },
]

async function toldOf(past: Past, step: number): Promise<Pick<Told, 'tag' | 'path'>> {
  return { tag: await past.tag(step), path: relative(past.root, await past.file(step)) }
}

/** Takes a migration out of the folder, as somebody does who means it. */
async function remove(past: Past, step: number): Promise<void> {
  const tag = await past.tag(step)
  const file = await past.file(step)
  if (past.version === '1.0') await rm(dirname(file), { recursive: true })
  else {
    await rm(file)
    await editJournal(past.folder, (entries) => entries.filter((entry) => entry.tag !== tag))
  }
}

/** Gives a migration the next number and a later date, or a later folder; gives back its tag then. */
async function retag(past: Past, step: number, name: string): Promise<string> {
  const tag = await past.tag(step)
  const file = await past.file(step)
  if (past.version === '1.0') {
    const to = `${Number(tag.slice(0, 4)) + 1}${tag.slice(4, 14)}_${name}`
    await rename(dirname(file), join(past.folder, to))
    return to
  }
  const to = `${String(Number(tag.slice(0, 4)) + 1).padStart(4, '0')}_${name}`
  await rename(file, join(past.folder, `${to}.sql`))
  await editJournal(past.folder, (entries) =>
    entries.map((entry) =>
      entry.tag === tag ? { ...entry, tag: to, when: entry.when + 60_000 } : entry,
    ),
  )
  return to
}
