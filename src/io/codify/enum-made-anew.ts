import type { Fact, FactBase } from '@supabase/pg-delta'
import * as z from 'zod/mini'
import type { PlannedAction } from './planned-action.ts'

/**
 * A label cannot be taken from an enum, so pg-delta makes it anew under its name, as an alteration
 * of the type, and gives each column the new one by way of its text. It calls that a loss of data:
 * it fails on a row that holds a label which goes, and changes nothing else.
 */
export function enumStep(action: PlannedAction, source: FactBase, goal: FactBase): PlannedAction {
  const ofEnum = action.consumes.find((id) => id.startsWith('type:'))
  const made = /^(ALTER TYPE .* RENAME TO |CREATE TYPE |DROP TYPE |ALTER TABLE .* TYPE )/
  if (action.verb !== 'alter' || ofEnum === undefined || !made.test(action.sql)) return action
  const [before, after] = [source, goal].map((facts) => labelsOf(facts, ofEnum))
  if (before === undefined || after === undefined) return action
  if (!action.sql.startsWith('ALTER TABLE ')) return { ...action, ofEnum }
  const losesLabels = before.filter((label) => !after.includes(label))
  return { ...action, ofEnum, losesLabels, losesData: false }
}

function labelsOf(facts: FactBase, id: string): readonly string[] | undefined {
  const payload: Fact['payload'] | undefined = facts.getByEncoded(id)?.payload
  const labels = Labels.safeParse(payload?.['values'])
  return labels.success ? labels.data : undefined
}

const Labels = z.array(z.string())
