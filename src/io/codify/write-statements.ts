import type { Node } from 'libpg-query'
import { quoteIdentifier } from '../ledger-query.ts'
import { assertNever } from '../../core/never.ts'
import { buildsIndex } from './builds-index.ts'
import { ifNot, runUnless, runWhere } from './do-block.ts'
import type { Grammar } from './parse-statement.ts'
import type { PlannedAction } from './planned-action.ts'
import { columnThatNeedsValues } from './alter-table-form.ts'
import type { Form } from './form.ts'
import { formsOf } from './statement-form.ts'

/** What a plan becomes: statements that can run twice, or the one of which that is not known. */
export type Written =
  | {
      readonly done: true
      readonly statements: readonly string[]
      /** The same, none of them within a block of several. */
      readonly oneByOne: readonly string[]
      /** The columns whose rows need a value, as `schema.table.column`. */
      readonly needValues: readonly string[]
      /** Whether an index is built on a table that may be large. */
      readonly buildsIndex: boolean
    }
  | { readonly done: false; readonly sql: string }

export interface WriteOptions {
  /** SQL that is true where something is not as it is live. */
  readonly conditions: readonly string[]
  /** What rows get that have no value where they need one: an expression by `schema.table.column`. */
  readonly backfills: ReadonlyMap<string, string>
}

/** Statements to run where `conditions` say that something is not as it is live. */
interface Item {
  readonly action: PlannedAction
  readonly statements: readonly string[]
  /** The same within a block. */
  readonly inner: readonly string[]
  /** It takes away what the plan makes again, or can only be told from the whole. */
  readonly isExchange: boolean
}

/**
 * The statements of a plan so that they can run twice. What is taken away and made anew, and a
 * column that becomes another type, is done only where one of the `conditions` holds.
 */
export function writeStatements(
  actions: readonly PlannedAction[],
  { conditions, backfills }: WriteOptions,
  grammar: Grammar,
): Written {
  const destroyed = new Set(actions.flatMap(({ destroys }) => destroys))
  const exchanged = new Set(
    actions.flatMap(({ produces }) =>
      produces.filter((id) => destroyed.has(id) && !isCheap.test(id)),
    ),
  )
  const items: Item[] = []
  const needValues: string[] = []
  const parsed: Node[] = []
  for (const action of actions) {
    const sql = action.sql.replace(/;$/, '')
    const node = grammar.parse(sql)
    parsed.push(node)
    const forms = formsOf(node)
    if (forms === undefined) return { done: false, sql }
    const byDifference = forms.some(({ by }) => by === 'difference')
    const isExchange =
      byDifference || [...action.produces, ...action.destroys].some((id) => exchanged.has(id))
    // A view that can be replaced in place would lose a column by that, and PostgreSQL refuses.
    const asPlanned = isExchange && 'ViewStmt' in node
    const nodes = forms.map((form) => (form.by === 'words' ? form.node : node))
    needValues.push(...nodes.flatMap((each) => columnThatNeedsValues(each)?.join('.') ?? []))
    const render = (guard: typeof runUnless) =>
      asPlanned
        ? [sql]
        : forms.flatMap((form, index) => [
            ...backfill(nodes[index] ?? node, backfills),
            written(form, sql, grammar, guard),
          ])
    items.push({ action, statements: render(runUnless), inner: render(ifNot), isExchange })
  }
  const first = items.findIndex(({ isExchange }) => isExchange)
  const oneByOne = items.flatMap(({ statements }) => statements)
  const more = { done: true, oneByOne, needValues, buildsIndex: buildsIndex(parsed) } as const
  if (first === -1) return { ...more, statements: oneByOne }
  const last = items.findLastIndex(({ isExchange }) => isExchange)
  const inside = items.slice(first, last + 1)
  if (conditions.length === 0) return { done: false, sql: inside[0]?.action.sql ?? '' }
  const { before, within } = split(inside)
  const group = within.flatMap(({ inner }) => inner)
  return {
    ...more,
    statements: [
      ...items.slice(0, first).flatMap(({ statements }) => statements),
      ...before.flatMap(({ statements }) => statements),
      runWhere(conditions, group),
      ...items.slice(last + 1).flatMap(({ statements }) => statements),
    ],
  }
}

function written(form: Form, sql: string, grammar: Grammar, guard: typeof runUnless): string {
  switch (form.by) {
    case 'words': {
      // A long statement of one clause reads well on a line.
      const isLong = 'CreateStmt' in form.node || 'ViewStmt' in form.node
      return grammar.deparse(form.node, isLong ? 'lines' : 'one-line')
    }
    case 'guard':
      return guard(form.unless, [sql])
    case 'difference':
      return form.node === undefined ? sql : grammar.deparse(form.node, 'one-line')
    case 'nature':
      return sql
    default:
      return assertNever(form)
  }
}

/** Gives rows a value right before they need one. */
function backfill(node: Node, backfills: ReadonlyMap<string, string>): readonly string[] {
  const column = columnThatNeedsValues(node)
  const expression = backfills.get(column?.join('.') ?? '')
  if (column === undefined || expression === undefined) return []
  const [schema, table, name] = column.map(quoteIdentifier)
  return [`UPDATE ${schema}.${table} SET ${name} = ${expression} WHERE ${name} IS NULL`]
}

/** What can be taken away and made anew at any time, as nothing is stored for it. */
const isCheap = /^(policy|trigger|rule):/

/** What needs nothing of the exchange goes before it, so that it is done wherever it is not yet. */
function split(items: readonly Item[]): {
  readonly before: readonly Item[]
  readonly within: readonly Item[]
} {
  const before: Item[] = []
  const within: Item[] = []
  const touched = new Set<string>()
  for (const item of items) {
    const { produces, consumes, destroys, verb } = item.action
    const ids = [...produces, ...consumes, ...destroys]
    if (!item.isExchange && verb === 'create' && !ids.some((id) => touched.has(id))) {
      before.push(item)
      continue
    }
    within.push(item)
    for (const id of [...produces, ...destroys]) touched.add(id)
  }
  return { before, within }
}
