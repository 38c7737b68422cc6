import type { StoryMigration } from '../story/migrations.ts'

/** How large a schema is that a deployed manifest has to have room for. */
export const applicationTables = 150

const migrationCount = 80
const dayMs = 24 * 60 * 60 * 1000

const subjects = [
  'account',
  'approval',
  'booking',
  'campaign',
  'clinic',
  'contract',
  'delivery',
  'device',
  'employee',
  'invoice',
  'order',
  'patient',
  'product',
  'project',
  'referral',
]

const aspects = [
  'attachments',
  'comments',
  'contacts',
  'events',
  'exports',
  'items',
  'members',
  'notes',
  'reminders',
  'settings',
]

/** What columns are called and what they hold, as it is in applications: few are alike. */
const columns = [
  '"title" text NOT NULL',
  '"description" text',
  '"email" varchar(255)',
  '"amount" numeric(12, 2) DEFAULT \'0\' NOT NULL',
  '"currency" char(3) DEFAULT \'EUR\' NOT NULL',
  '"position" integer DEFAULT 0 NOT NULL',
  '"is_archived" boolean DEFAULT false NOT NULL',
  '"metadata" jsonb DEFAULT \'{}\'::jsonb NOT NULL',
  '"due_on" date',
  '"closed_at" timestamp with time zone',
  '"external_id" varchar(64)',
  '"phone" text',
  '"locale" text DEFAULT \'en\' NOT NULL',
  '"attempts" smallint DEFAULT 0 NOT NULL',
  '"last_error" text',
  '"url" text',
  '"token" uuid DEFAULT gen_random_uuid() NOT NULL',
  '"labels" text[]',
  '"rating" double precision',
  '"checksum" varchar(64) NOT NULL',
]

const states = ['draft', 'open', 'waiting', 'approved', 'rejected', 'paid', 'closed', 'failed']

/**
 * The migrations of an application with 150 tables of about ten columns, with keys, indexes and
 * enums, as drizzle-kit writes them: most make a few tables, and every fourth changes some.
 */
export function applicationMigrations(): readonly StoryMigration[] {
  const names = subjects.flatMap((subject) => aspects.map((aspect) => `${subject}_${aspect}`))
  const making = migrationCount - Math.floor(migrationCount / 4)
  let made = 0
  return Array.from({ length: migrationCount }, (_, index) => {
    const changes = index % 4 === 3
    const until = Math.ceil(((index - Math.floor(index / 4) + 1) / making) * names.length)
    const statements = changes
      ? names.slice(Math.max(0, made - 3), made).map((name, at) => alterSql(name, index + at))
      : names.slice(made, until).flatMap((name, at) => tableSql(names, name, made + at))
    if (!changes) made = until
    return {
      tag: `${String(index).padStart(4, '0')}_${subjects[index % subjects.length]}_${aspects[(index * 3) % aspects.length]}`,
      when: Date.UTC(2025, 0, 1) + index * 5 * dayMs,
      sql: statements.join('\n--> statement-breakpoint\n'),
    }
  })
}

/** A table with its enum, foreign keys and indexes, as drizzle-kit names them. */
function tableSql(names: readonly string[], name: string, index: number): string[] {
  const own = Array.from({ length: 5 }, (_, at) => columns[(index * 7 + at * 3) % columns.length])
  const parent = names[Math.floor(index / aspects.length) * aspects.length] ?? name
  const hasState = index % 5 === 0
  const lines = [
    '"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL',
    '"organization_id" uuid NOT NULL',
    `"${parent}_id" uuid`,
    ...own,
    ...(hasState ? [`"state" "${name}_state" DEFAULT 'open' NOT NULL`] : []),
    '"created_at" timestamp with time zone DEFAULT now() NOT NULL',
    '"updated_at" timestamp with time zone DEFAULT now() NOT NULL',
    ...(index % 3 === 0 ? [`CONSTRAINT "${name}_slug_unique" UNIQUE("organization_id","id")`] : []),
  ]
  const values = ['open', ...states.slice(index % 4, (index % 4) + 3)]
  return [
    ...(hasState
      ? [
          `CREATE TYPE "public"."${name}_state" AS ENUM(${[...new Set(values)].map((value) => `'${value}'`).join(', ')});`,
        ]
      : []),
    `CREATE TABLE "${name}" (\n\t${lines.join(',\n\t')}\n);`,
    `ALTER TABLE "${name}" ADD CONSTRAINT "${name}_${parent}_id_${parent}_id_fk" FOREIGN KEY ("${parent}_id") REFERENCES "public"."${parent}"("id") ON DELETE cascade ON UPDATE no action;`,
    `CREATE INDEX "${name}_organization_id_idx" ON "${name}" USING btree ("organization_id","created_at");`,
    ...(index % 2 === 0
      ? [`CREATE INDEX "${name}_${parent}_idx" ON "${name}" USING btree ("${parent}_id");`]
      : []),
  ]
}

function alterSql(name: string, index: number): string {
  return index % 3 === 0
    ? `ALTER TABLE "${name}" ALTER COLUMN "updated_at" DROP NOT NULL;`
    : `ALTER TABLE "${name}" ADD COLUMN "revision_${index}" integer DEFAULT 1 NOT NULL;`
}
