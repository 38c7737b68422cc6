import type { ObjectCheck } from '../../core/migrate/compare-objects.ts'
import type { Evidence } from '../../core/migrate/judge.ts'
import { assertNever } from '../../core/never.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import { type Block, cell, type Cell, type Section, text } from '../audit/document.ts'
import { say, sentence, words } from '../rich-text.ts'

/** More objects than anybody reads; JSON has them all. */
const mostRows = 60

/** Section A: the columns that were added, with type, nullability and default, and all else. */
export function objectSection({ objects }: Evidence): Section {
  const heading = words('A) Columns and defaults of what was added')
  if ('because' in objects) {
    const blocks = [
      text(say`What the migrations made was not compared: ${sentence(objects.because)}.`),
    ]
    return { heading, blocks }
  }
  const columns = objects.filter(({ expected }) => expected.object.type === 'column')
  const others = objects.filter(({ expected }) => expected.object.type !== 'column')
  return {
    heading,
    blocks: [
      text(
        say`Read from the database after the run. A ${'✓'} says that it is just what the rehearsal made of the same files.`,
      ),
      ...(columns.length === 0
        ? [text(words('No column was added or changed.'))]
        : columnBlocks(columns)),
      ...(others.length === 0 ? [] : otherBlocks(others)),
    ],
  }
}

function columnBlocks(columns: readonly ObjectCheck[]): Block[] {
  const tables = Map.groupBy(columns.slice(0, mostRows), ({ expected: { object } }) =>
    objectName({ ...object, type: 'table', name: '' }),
  )
  return [
    ...[...tables].flatMap(([table, checks]): Block[] => [
      text(say`In ${table}:`),
      {
        kind: 'table',
        caption: `Columns of ${table}`,
        columns: ['Found', 'Column', 'Type', 'Nullable', 'Default'],
        rows: checks.map((check): Cell[] => {
          const { object, aspects } = check.expected
          return [
            foundCell(check),
            cell(say`${object.name}`),
            cell(say`${aspects.get('type') ?? ''}`),
            cell(aspects.has('not null') ? 'NOT NULL' : 'NULL'),
            defaultCell(aspects),
          ]
        }),
      },
    ]),
    ...more(columns),
    ...differences(columns),
  ]
}

function defaultCell(aspects: ReadonlyMap<string, string>): Cell {
  const names = ['default', 'expression', 'identity', 'sequence']
  const value = names.map((name) => aspects.get(name)).find((each) => each !== undefined)
  if (value === undefined) return cell('none')
  // A cast to the column's own type says nothing more.
  const cast = `::${aspects.get('type')?.replace(/\(.*\)$/, '') ?? ''}`
  return cell(say`${value.endsWith(cast) ? value.slice(0, -cast.length) : value}`)
}

function otherBlocks(others: readonly ObjectCheck[]): Block[] {
  return [
    {
      kind: 'table',
      caption: 'Other objects',
      columns: ['Found', 'Type', 'Object'],
      rows: others
        .slice(0, mostRows)
        .map((check) => [
          foundCell(check),
          cell(check.expected.object.type),
          cell(say`${objectName(check.expected.object)}`),
        ]),
    },
    ...more(others),
    ...differences(others),
  ]
}

function more(checks: readonly ObjectCheck[]): Block[] {
  const rest = checks.slice(mostRows)
  if (rest.length === 0) return []
  const bad = rest.filter(({ found }) => found.as !== 'expected').length
  return [text(words(`${rest.length} more, of which ${bad} are not as expected.`))]
}

function foundCell({ found, change, wasThere }: ObjectCheck): Cell {
  switch (found.as) {
    case 'expected':
      if (change === 'goes') return cell(wasThere ? '✓ gone before' : '✓ gone', 'good')
      return wasThere ? cell('✓ before', 'good') : cell('✓', 'good')
    case 'absent':
      return cell('✗ not there', 'critical')
    case 'still-there':
      return cell('✗ still there', 'critical')
    case 'different':
      return cell('✗ different', 'critical')
    default:
      return assertNever(found)
  }
}

function differences(checks: readonly ObjectCheck[]): Block[] {
  return checks.flatMap(({ expected, found }): Block[] => {
    if (found.as !== 'different') return []
    return found.aspects.map(({ name, declared, live }) =>
      text(
        say`${objectName(expected.object)}: ${words(name)} should be ${declared ?? 'nothing'}, and is ${live ?? 'nothing'}.`,
      ),
    )
  })
}
