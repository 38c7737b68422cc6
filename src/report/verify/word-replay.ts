import { driftwatchCommand } from '../../core/command.ts'
import { assertNever } from '../../core/never.ts'
import type { ProblemOf } from '../../core/verify/problem.ts'
import type { ProblemWords } from './problem-words.ts'

type OfReplay = ProblemOf<
  'replay-failed' | 'not-deterministic' | 'schema-not-migrated' | 'manifest-behind'
>

/** How many statements, and how many tags, are shown. */
const most = 5

/** What the migrations make, against what the schema and the manifest say. */
export function wordReplay(problem: OfReplay): ProblemWords {
  switch (problem.rule) {
    case 'replay-failed':
      return {
        title: 'A migration fails in an empty database',
        text: ['PostgreSQL says:', ...problem.lines].join('\n'),
      }
    case 'not-deterministic':
      return {
        title: 'A migration makes another schema each time',
        text: `Replayed twice, these come out otherwise: ${problem.objects.join(', ')}. So no two databases are the same. Write names and values out, in place of now(), random() and the like.`,
      }
    case 'schema-not-migrated':
      return { title: 'The schema has no migration for this', text: schemaText(problem) }
    case 'manifest-behind': {
      const parts = [
        ...part('does not know', problem.lacks),
        ...part('has another text of', problem.differs),
        ...part('still has', problem.keeps),
      ]
      return {
        title: 'The published manifest is not up to date',
        text: `The manifest ${problem.manifest} ${parts.join(', and ')}. ${publishAnew(problem)}`,
      }
    }
    default:
      return assertNever(problem)
  }
}

/** What databases may have run is not to be published away. */
function publishAnew({ differs, keeps }: ProblemOf<'manifest-behind'>): string {
  const command = `\`${driftwatchCommand('manifest')}\``
  return differs.length + keeps.length === 0
    ? `Publish it anew before the migrations run: ${command}.`
    : `Databases may have run what was published: bring that back, and only where none has run it, publish anew: ${command}.`
}

function schemaText({ statements, question }: ProblemOf<'schema-not-migrated'>): string {
  const generate = 'Run `drizzle-kit generate`, and commit what it writes.'
  if (question !== undefined) {
    const asked = question === '' ? [] : [`It asks: ${question}`]
    return [
      `Something was renamed, or dropped and made anew, and drizzle-kit would ask which: so there is a change without a migration. ${generate}`,
      ...asked,
    ].join('\n')
  }
  const shown = statements.slice(0, most).map((statement) => statement.trim())
  const more = statements.length - shown.length
  return [
    `drizzle-kit would still generate ${statements.length === 1 ? 'this' : `${statements.length} statements`}. ${generate}`,
    ...shown,
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n')
}

function part(verb: string, tags: readonly string[]): string[] {
  if (tags.length === 0) return []
  const more = tags.length - most
  return [`${verb} ${tags.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`]
}
