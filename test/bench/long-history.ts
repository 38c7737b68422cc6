import type { StoryMigration } from '../story/migrations.ts'
import { moodSql, tableSql } from './schema-tables.ts'

/** A migration as drizzle-kit numbers them, each a minute after the one before. */
export function step(index: number, sql: string): StoryMigration {
  return {
    tag: `${String(index).padStart(4, '0')}_step`,
    when: Date.UTC(2026, 0, 1) + index * 60_000,
    sql,
  }
}

/** A history of `size` migrations, of which the first `tables` make a table and the others change one. */
export function longHistory(size: number, tables: number): StoryMigration[] {
  return Array.from({ length: size }, (_, index) => step(index, sqlOf(index, tables)))
}

function sqlOf(index: number, tables: number): string {
  if (index === 0) return `${moodSql}\n${tableSql(0)}`
  if (index < tables) return tableSql(index)
  return `ALTER TABLE table_${index % tables} ADD COLUMN extra_${index} text;`
}
