import { objectName } from '../../src/core/schema/ignore-rule.ts'
import { isOfObject } from '../../src/core/schema/without-definitions.ts'
import { TargetReport } from '../../src/core/target-report.ts'
import { decode } from '../../src/worker/stored.ts'
import type { AcceptedMessage } from '../support/slack-receiver.ts'
import { hashOf, orphan, patchedColumns, strangersIndex, strangersMigration } from './migrations.ts'
import type { Answer } from './monitor.ts'
import type { ProgramRun } from './run-program.ts'
import { shortened } from './screen.ts'
import { onCall } from './stage.ts'

/** What has to come out of a step. */
export interface Expected {
  /** Code and state of `/status`. */
  readonly status: '200 ok' | '200 warning' | '503 drifted'
  /** Each with what it is about: a hash, a tag, or an object by its type and name. */
  readonly findings: readonly string[]
  /** One message that names these rows, columns and indexes and no other, or none. */
  readonly slack: 'nothing' | { readonly names: readonly string[]; readonly calls: boolean }
  /** The exit code of `driftwatch check`. */
  readonly check: 0 | 1
  /** What its report says, apart from how it breaks lines and marks code. */
  readonly checkSays?: readonly string[]
}

/** What came out of a step. */
export interface Outcome {
  readonly status: Answer
  /** The published report, which only the token opens. */
  readonly details: Answer
  /** The messages of this step only. */
  readonly messages: readonly AcceptedMessage[]
  readonly check: ProgramRun
  readonly heartbeats: number
}

/** One thing that was expected, and what came, both in words. */
export interface Comparison {
  readonly of: string
  readonly expected: string
  readonly came: string
}

export function isAsExpected({ expected, came }: Comparison): boolean {
  return expected === came
}

/** Everything that a step is held to. */
export function compareOutcome(expected: Expected, outcome: Outcome): readonly Comparison[] {
  const { status, details, messages, check, heartbeats } = outcome
  const says = expected.checkSays ?? []
  const report = check.output.replaceAll('`', '').replaceAll(/\s+/g, ' ')
  return [
    { of: '/status', expected: expected.status, came: `${status.status} ${stateIn(status)}` },
    {
      of: 'findings',
      expected: inWords(expected.findings),
      came: inWords(findingsIn(details)),
    },
    { of: 'Slack', expected: slackInWords(expected.slack), came: messagesInWords(messages) },
    {
      of: 'driftwatch check',
      expected: `exit ${expected.check}`,
      came: `exit ${check.exitCode ?? 'by a signal'}`,
    },
    ...says.map((words) => ({
      of: 'and it says',
      expected: words,
      came: report.includes(words) ? words : 'not that',
    })),
    { of: 'heartbeat', expected: 'sent', came: heartbeatsInWords(heartbeats) },
  ]
}

function stateIn({ body }: Answer): string {
  const [, state = 'without a state'] = /"state":"([^"]*)"/.exec(body) ?? []
  return state
}

function findingsIn({ status, body }: Answer): readonly string[] {
  const report = decode(TargetReport, body)
  if (report === undefined) return [`no report: ${status} ${body.slice(0, 200)}`]
  const { findings } = report.verdict
  return findings.map((finding) => {
    if (!isOfObject(finding)) return `${finding.kind} ${finding.key.replace(/^[^:]*:/, '')}`
    return `${finding.kind} ${finding.object.type} ${objectName(finding.object)}`
  })
}

const list = new Intl.ListFormat('en-GB')

function inWords(findings: readonly string[]): string {
  return findings.length === 0 ? 'none' : shortened(findings.toSorted().join('\n'))
}

function slackInWords(slack: Expected['slack']): string {
  return slack === 'nothing' ? slack : messageInWords(slack.names, slack.calls)
}

function messagesInWords(messages: readonly AcceptedMessage[]): string {
  const known = [orphan.hash, hashOf(strangersMigration), ...patchedColumns, strangersIndex]
  const words = messages.map(({ json }) => {
    const text = JSON.stringify(json)
    const names = known.filter((name) => text.includes(shortened(name).replace('…', '')))
    return messageInWords(names, text.includes(`<!subteam^${onCall}>`))
  })
  return words.length === 0 ? 'nothing' : words.join(', and ')
}

function messageInWords(names: readonly string[], calls: boolean): string {
  const named = names.length === 0 ? 'nothing known' : shortened(list.format(names.toSorted()))
  return `1 message that names ${named} and calls ${calls ? 'on-call' : 'nobody'}`
}

function heartbeatsInWords(count: number): string {
  return count === 1 ? 'sent' : count === 0 ? 'withheld' : `sent ${count} times`
}
