import { Command } from 'commander'
import type { IgnoreRule } from '../../core/allowance.ts'
import { objectTypes } from '../../core/schema/catalog-object.ts'
import { ObjectPattern } from '../../core/schema/ignore-rule.ts'
import { formatAllowances } from '../../io/allowances.ts'
import { UserError } from '../../io/errors.ts'
import { readAllowances } from '../published.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import {
  type ExceptionOptions,
  grantedBy,
  placed,
  summaryOf,
  withExceptionOptions,
  type Words,
} from './exceptions.ts'

/** `driftwatch ignore`: accepts that objects of the schema differ from what the migrations make. */
export function ignoreCommand(): Command {
  const command = new Command('ignore')
    .description('accept that objects of the schema differ from the migrations, with a reason')
    .argument('<object>', `a type and a name, in quotes, such as ${example}`, parseObject)
    .addHelpText(
      'after',
      `
In the name, * stands for anything; as the type, for all of them. What means a
table means all of its parts, too. The types:
${objectTypes.map((type) => `  ${type}`).join('\n')}`,
    )
  return withExceptionOptions(command, 'object').action(run)
}

const example = "'column public.users.email' or 'table public.audit_*'"

const words: Words<IgnoreRule> = {
  name: 'rule',
  does: 'ignores',
  subjectOf: ({ object }) => object,
}

async function run(object: string, options: ExceptionOptions): Promise<void> {
  const { file } = options
  const rule = { object, ...(await grantedBy(options)) }
  const { allowances, rules } = await readAllowances(file)
  const { after, isReplaced } = placed(rules, rule, options, words)
  await writeAtomically(file, formatAllowances(allowances, after))
  const what = isReplaced ? 'replaced the rule for' : 'ignored from now on'
  process.stdout.write(summaryOf(what, object, rule, file))
}

function parseObject(text: string): string {
  const pattern = text.trim()
  if (ObjectPattern.safeParse(pattern).success) return withSchema(pattern)
  if (pattern.length > longest) {
    throw new UserError(`The object has ${pattern.length} characters; ${longest} are the most.`)
  }
  const types = `The types are ${objectTypes.join(', ')}, or * for all of them.`
  const isTypeAlone = pattern === '*' || objectTypes.some((type) => type === pattern)
  throw new UserError(
    isTypeAlone
      ? `After the type "${pattern}" comes a name, such as ${example}; * stands for any.`
      : `"${pattern}" does not begin with a type and a space, as ${example} does. ${types}`,
  )
}

/** Nearly all names begin with a schema: a rule for a bare one would never hold. */
function withSchema(pattern: string): string {
  if (/[.*]/.test(pattern) || /^(schema|extension|event trigger) /.test(pattern)) return pattern
  throw new UserError(
    `"${pattern}" names no schema, so nothing would be ignored. Write the whole name, such as ${example}.`,
  )
}

/** As long as a pattern may be. */
const longest = 500
