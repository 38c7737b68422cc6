/** What the tests use of drizzle-orm 1.0: this folder is a workspace, which has its own. */
export { readMigrationFiles } from 'drizzle-orm/migrator'
export { drizzle } from 'drizzle-orm/node-postgres'
export { migrate } from 'drizzle-orm/node-postgres/migrator'
