import { escapeIdentifier, escapeLiteral } from 'pg'

/** Names that PostgreSQL allows and that break what takes text apart carelessly. */
export const hostileNames: readonly string[] = [
  `"quoted" 'twice'`,
  'line\nbreak\r\n',
  'tab\there',
  'back\\slash\\n',
  '<!channel>',
  '🐘 elephant',
  'é'.repeat(30),
  'a=b',
  ' ',
  'ONLY',
  '%s %I',
  'USING btree (',
]

/** A schema of each name, and in it a table, a column, an enum and more under the same. */
export const hostileSql: readonly string[] = hostileNames.flatMap((each) => {
  const name = escapeIdentifier(each)
  const table = `${name}.${name}`
  return [
    `CREATE SCHEMA ${name}`,
    `CREATE TABLE ${table} (${name} text DEFAULT ${escapeLiteral(each)})`,
    `CREATE INDEX ${escapeIdentifier(`i${each}`)} ON ${table} (${name})`,
    `CREATE TYPE ${name}.${escapeIdentifier(`e${each}`)} AS ENUM (${escapeLiteral(each)})`,
    `CREATE FUNCTION ${table}() RETURNS trigger LANGUAGE plpgsql AS 'begin end'`,
    `CREATE TRIGGER ${name} AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table}()`,
    `CREATE POLICY ${name} ON ${table}`,
  ]
})
