import { differingTables, type Run, verdictOf } from '../../core/migrate/run.ts'
import { assertNever } from '../../core/never.ts'
import type { Document } from '../../report/audit/document.ts'
import { failedOnCopyDocument, otherOnCopyDocument } from '../../report/migrate/copy-document.ts'
import { lockedDocument } from '../../report/migrate/locked-document.ts'
import {
  nothingDocument,
  notRehearsedDocument,
  plannedDocument,
  redDocument,
  refusedDocument,
} from '../../report/migrate/outcome-documents.ts'
import { proofDocument } from '../../report/migrate/proof-document.ts'
import { exitCodes } from '../exit-code.ts'
import type { Outcome } from './outcome.ts'
import type { MigrateRequest } from './request.ts'

/** 0: applied and proven, or nothing to do. 1: it failed or was refused. 2: not run, or not told. */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 2 {
  switch (outcome.status) {
    case 'nothing':
      return outcome.verdict.coverage.schema.covered ? exitCodes.inSync : exitCodes.couldNotTell
    case 'planned':
      return exitCodes.inSync
    case 'refused':
    case 'red':
    case 'not-on-copy':
      return exitCodes.drifted
    case 'not-rehearsed':
      return outcome.rehearsed.isPending ? exitCodes.drifted : exitCodes.couldNotTell
    case 'locked':
      return exitCodes.couldNotTell
    case 'ran':
      return exitCodeOfRun(outcome.run)
    default:
      return assertNever(outcome)
  }
}

function exitCodeOfRun(run: Run): 0 | 1 | 2 {
  const { ended, state } = run
  const isCutShort = ended.how === 'stopped' || ended.how === 'ended'
  const isAsBefore = state.status === 'as-before' && differingTables(run).length === 0
  const isOpen = state.status === 'not-known' || (isCutShort && isAsBefore)
  if (isOpen) return exitCodes.couldNotTell
  const verdict = verdictOf(run)
  switch (verdict) {
    case 'PASS':
      return exitCodes.inSync
    case 'FAIL':
      return exitCodes.drifted
    case 'PARTIAL':
      return exitCodes.couldNotTell
    default:
      return assertNever(verdict)
  }
}

/** What a person reads of it. */
export function documentOf(outcome: Outcome, { ledger }: MigrateRequest): Document {
  switch (outcome.status) {
    case 'locked':
      return lockedDocument(outcome.holders, outcome.by)
    case 'nothing':
      return nothingDocument(outcome.verdict)
    case 'refused': {
      const place = { table: ledger, shape: outcome.shape, history: outcome.history } as const
      return refusedDocument(outcome.findings, place, outcome.hasMoved, Date.now())
    }
    case 'not-rehearsed': {
      const { script, fault, isPending } = outcome.rehearsed
      return notRehearsedDocument({ ...fault, file: script.file, isPending })
    }
    case 'not-on-copy': {
      const { copy } = outcome
      if (copy.as === 'failed') return failedOnCopyDocument(copy.words)
      return otherOnCopyDocument(copy.objects, copy.findings, Date.now())
    }
    case 'red':
      return redDocument(outcome.probes)
    case 'planned':
      return plannedDocument(outcome.facts, outcome.probes)
    case 'ran':
      return proofDocument(outcome.run)
    default:
      return assertNever(outcome)
  }
}
