import { type TableCheck, isUntouched } from '../../core/migrate/compare-tables.ts'
import {
  type CheckName,
  checkNames,
  type CheckResult,
  type Evidence,
  isRed,
  isRedAfter,
  type Judged,
  type ProbeCheck,
  type ProbeSeen,
} from '../../core/migrate/judge.ts'
import { assertNever } from '../../core/never.ts'
import { type Block, cell, type Cell, type Section, text, type Tone } from '../audit/document.ts'
import { say, words } from '../rich-text.ts'
import { wordFinding } from '../wording.ts'

/** A probe of which only the answer before a run is known. */
export type AskedProbe = Omit<ProbeCheck, 'after'>

const names: Readonly<Record<CheckName, string>> = {
  count: 'B: the count of applied migrations rose by exactly the pending ones',
  objects: 'A: every object has the type, nullability and default that was rehearsed',
  ledger: 'Ledger and history are aligned',
  schema: 'No schema object differs',
  rows: 'D: the rows that were there before are untouched, allowed orphans among them',
  tables: 'The named tables hold the same rows',
  probes: 'The application answers as expected',
}

const results: Readonly<Record<CheckResult, { readonly mark: string; readonly tone: Tone }>> = {
  holds: { mark: '✓ holds', tone: 'good' },
  fails: { mark: '✗ fails', tone: 'critical' },
  'not-told': { mark: '? not told', tone: 'warning' },
  'not-asked': { mark: '- not asked', tone: 'faint' },
}

/** All checks with what they came to. */
export function checksTable({ checks }: Judged, { schema }: Evidence): Block {
  const hidden = schema.covered
    ? schema.hiddenBy.reduce((sum, { differences }) => sum + differences, 0)
    : 0
  const but = hidden === 0 ? '' : `, but for ${hidden} that a rule ignores`
  return {
    kind: 'table',
    caption: 'Checks',
    columns: ['Result', 'Check'],
    rows: checkNames.map((name) => {
      const { mark, tone } = results[checks[name]]
      return [cell(mark, tone), cell(`${names[name]}${name === 'schema' ? but : ''}`)]
    }),
  }
}

/** What an audit found afterwards that is not as it should be. */
export function findingBlocks({ findings }: Evidence, now: number): Block[] {
  return findings.map((finding) => {
    const { title, what } = wordFinding(finding, now)
    return text(say`${title}. ${what}`)
  })
}

/** The tables that were to stay as they are, and the application. */
export function restSections({ tables, probes }: Evidence): Section[] {
  return [
    {
      heading: words('Untouched tables'),
      blocks:
        tables.length === 0
          ? [text(say`None was named with ${'--untouched'}.`)]
          : tableBlocks(tables),
    },
    {
      heading: words('Probes of the application'),
      blocks:
        probes.length === 0
          ? [text(say`None was named with ${'--probe'}.`)]
          : [endedProbesTable(probes), ...probes.flatMap(tokenNote)],
    },
  ]
}

/** What the application answers before a run; `column` says from when that is seen. */
export function probesTable(column: 'Before' | 'Now', probes: readonly AskedProbe[]): Block {
  return {
    kind: 'table',
    caption: 'Probes',
    columns: ['Expected', column, 'Probe'],
    rows: probes.map(({ name, expect, before }) => [
      cell(`${expect}`),
      seenCell(before, expect),
      cell(say`${name}`),
    ]),
  }
}

function endedProbesTable(probes: readonly ProbeCheck[]): Block {
  return {
    kind: 'table',
    caption: 'Probes',
    columns: ['Expected', 'Before', 'After', 'Probe'],
    rows: probes.map((probe): Cell[] => [
      cell(`${probe.expect}`),
      seenCell(probe.before, probe.expect),
      isRedAfter(probe) && probe.after.status === 'no-token'
        ? cell(`${probe.after.code}`, 'critical')
        : seenCell(probe.after, probe.expect),
      cell(say`${probe.name}`),
    ]),
  }
}

function tokenNote(probe: ProbeCheck): Block[] {
  const { name, after } = probe
  if (after.status !== 'no-token') return []
  const unset = say`${'DRIFTWATCH_PROBE_TOKEN'} is not set.`
  return [
    text(
      isRedAfter(probe)
        ? say`${name} asked for no token before the run, and answers ${after.code} now. ${unset}`
        : say`Skipped: ${name} asks for a token, and ${unset}`,
    ),
  ]
}

function tableBlocks(tables: readonly TableCheck[]): Block[] {
  return [
    {
      kind: 'table',
      caption: 'Tables that were to stay as they are',
      columns: ['Result', 'Rows', 'after', 'Table', 'Checksum'],
      rows: tables.map((check): Cell[] => {
        const { name, before, after } = check
        return [
          isUntouched(check) ? cell('✓ same', 'good') : cell('✗ changed', 'critical'),
          cell(say`${before.rows}`),
          after === undefined ? cell('gone', 'critical') : cell(say`${after.rows}`),
          cell(say`${`${name.schema}.${name.table}`}`),
          cell(
            isUntouched(check)
              ? say`${before.checksum}`
              : say`${before.checksum}, then ${after?.checksum ?? 'none'}`,
          ),
        ]
      }),
    },
    ...tables.flatMap(({ name, leftOut }): Block[] =>
      leftOut.length === 0
        ? []
        : [
            text(
              say`Of ${`${name.schema}.${name.table}`}, the checksum leaves out ${leftOut.join(', ')}, which the migrations change.`,
            ),
          ],
    ),
    ...(tables.every(isUntouched)
      ? []
      : [
          text(
            words(
              'A table that is not the same was changed by a migration, or by somebody who wrote to it meanwhile: stop who writes, or leave it out.',
            ),
          ),
        ]),
    text(
      words(
        'The checksum is a SHA-256 over the count and the sum of the SHA-256 of every row, in the columns that were there before.',
      ),
    ),
  ]
}

/** What a probe said, in a few words. */
export function seenCell(seen: ProbeSeen, expect: number): Cell {
  const tone = isRed(seen, expect) ? 'critical' : seen.status === 'no-token' ? 'warning' : 'good'
  switch (seen.status) {
    case 'answered':
      return cell(`${seen.code}`, tone)
    case 'no-token':
      return cell(`${seen.code}: no token`, tone)
    case 'no-answer':
      return cell(seen.because === 'timeout' ? 'no answer in 10 s' : 'not reached', tone)
    default:
      return assertNever(seen)
  }
}
