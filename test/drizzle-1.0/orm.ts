/** What the tests use of drizzle-orm 1.0: this folder is a workspace, which has its own. */
export { readMigrationFiles } from 'drizzle-orm/migrator'
export { drizzle } from 'drizzle-orm/node-postgres'
export { migrate } from 'drizzle-orm/node-postgres/migrator'
export { drizzle as drizzleNeonHttp } from 'drizzle-orm/neon-http'
export { drizzle as drizzleNeonServerless } from 'drizzle-orm/neon-serverless'
export { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
export { drizzle as drizzlePostgresJs } from 'drizzle-orm/postgres-js'
