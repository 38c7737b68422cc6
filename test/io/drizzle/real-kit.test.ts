import { readMigrationFiles } from 'drizzle-orm/migrator'
import { expect, test } from 'vitest'
import { readDrizzleFolder } from '../../../src/io/drizzle/read-drizzle-folder.ts'
import { readMigrationFiles as readMigrationFilesOf1 } from '../../drizzle-1.0/orm.ts'
import { generateFolder, upgradeFolder } from '../../support/drizzle-kit.ts'
import { makeFolder } from '../../support/folder.ts'
import { shopSteps } from '../../support/schemas.ts'

test('a folder of the real drizzle-kit 0.31 is read as its own migrator reads it', async () => {
  const migrationsFolder = await generateFolder('0.31', shopSteps, await makeFolder({}))
  const folder = await readDrizzleFolder(migrationsFolder)
  expect(folder.layout).toBe('journal')
  expect(folder.warnings).toEqual([])
  expect(folder.migrations.map(({ tag }) => tag)).toEqual([
    '0000_step_1',
    '0001_step_2',
    '0002_step_3',
    '0003_step_4',
  ])
  expect(folder.migrations.map(({ when, hash }) => ({ when, hash }))).toEqual(
    readMigrationFiles({ migrationsFolder }).map(({ folderMillis, hash }) => ({
      when: folderMillis,
      hash,
    })),
  )
})

test('a folder of the real drizzle-kit 1.0 is read as its own migrator reads it', async () => {
  const migrationsFolder = await generateFolder('1.0', shopSteps, await makeFolder({}))
  const folder = await readDrizzleFolder(migrationsFolder)
  expect(folder.layout).toBe('folders')
  expect(folder.warnings).toEqual([])
  expect(folder.migrations.map(({ tag }) => tag.replace(/^\d{14}/, ''))).toEqual([
    '_step_1',
    '_step_2',
    '_step_3',
    '_step_4',
  ])
  expect(folder.migrations.map(({ tag, when, hash }) => ({ tag, when, hash }))).toEqual(
    readMigrationFilesOf1({ migrationsFolder }).map(({ name, folderMillis, hash }) => ({
      tag: name,
      when: folderMillis,
      hash,
    })),
  )
})

test('a folder that the real drizzle-kit 1.0 converted keeps its hashes', async () => {
  const project = await makeFolder({})
  const migrationsFolder = await generateFolder('0.31', shopSteps.slice(0, 2), project)
  const before = await readDrizzleFolder(migrationsFolder)
  await upgradeFolder(project)
  const after = await readDrizzleFolder(migrationsFolder)
  expect(after.layout).toBe('folders')
  expect(after.migrations.map(({ hash }) => hash)).toEqual(
    before.migrations.map(({ hash }) => hash),
  )
})
