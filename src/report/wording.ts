import type { Finding } from '../core/finding.ts'
import { assertNever } from '../core/never.ts'
import { wordAllowanceExpired, wordAllowanceUnused, wordLedgerAbsent } from './wording-ledger.ts'
import {
  wordDuplicate,
  wordEdited,
  wordLineEndings,
  wordPending,
  wordRestamped,
  wordSkipped,
} from './wording-migrations.ts'
import type { Wording } from './wording-parts.ts'
import { wordBadRow, wordFutureRow } from './wording-rows.ts'
import { wordAhead, wordUnknown } from './wording-strangers.ts'
import { wordRuleExpired, wordRuleUnused } from './wording-rules.ts'
import { wordObject } from './wording-schema.ts'
import { wordVanished } from './wording-vanished.ts'

/** What a person is told about a finding, in every sink. `now` is in milliseconds since the epoch. */
export function wordFinding(finding: Finding, now: number): Wording {
  switch (finding.kind) {
    case 'pending':
      return wordPending(finding, now)
    case 'skipped':
      return wordSkipped(finding, now)
    case 'edited':
      return wordEdited(finding, now)
    case 'line-endings':
      return wordLineEndings(finding, now)
    case 'restamped':
      return wordRestamped(finding, now)
    case 'unknown':
      return wordUnknown(finding, now)
    case 'ahead':
      return wordAhead(finding, now)
    case 'duplicate':
      return wordDuplicate(finding, now)
    case 'future-row':
      return wordFutureRow(finding, now)
    case 'bad-row':
      return wordBadRow(finding)
    case 'vanished':
      return wordVanished(finding, now)
    case 'ledger-absent':
      return wordLedgerAbsent(finding, now)
    case 'allowance-unused':
      return wordAllowanceUnused(finding)
    case 'allowance-expired':
      return wordAllowanceExpired(finding)
    case 'lacking':
    case 'changed':
    case 'extra':
      return wordObject(finding)
    case 'rule-unused':
      return wordRuleUnused(finding)
    case 'rule-expired':
      return wordRuleExpired(finding)
    default:
      return assertNever(finding)
  }
}
