import { driftwatchCommand } from '../core/command.ts'
import type { FindingOf } from '../core/finding.ts'
import { objectName } from '../core/schema/ignore-rule.ts'
import { type RichText, say, words } from './rich-text.ts'
import type { Wording } from './wording-parts.ts'

export type SchemaFinding = FindingOf<'lacking'> | FindingOf<'changed'> | FindingOf<'extra'>

/** One object on which the migrations and the database disagree. */
export function wordObject(finding: SchemaFinding): Wording {
  return {
    title: say`${objectName(finding.object)}: this ${words(finding.object.type)} ${state(finding)}`,
    what: say``,
    likely: say`It was changed by hand.`,
    consequence: say`Code that needs it as the migrations make it fails.`,
    next: [{ text: say`Write a migration for it, or undo it by hand.` }],
  }
}

function state({ kind }: SchemaFinding): RichText {
  if (kind === 'lacking') return say`is in the migrations and not in the database`
  if (kind === 'extra') return say`is in the database and in no migration`
  return say`is not as the migrations make it`
}

/** A rule that is no longer needed. */
export function wordRuleUnused({ rule }: FindingOf<'rule-unused'>): Wording {
  return {
    title: say`The rule for ${rule.object} ignores nothing`,
    what: say`Granted on ${rule.date} by ${rule.owner}, because: ${rule.reason}.`,
    likely: say`What it was made for is gone, or a migration makes it now.`,
    consequence: say`None now; but should it come back, nobody would be told.`,
    next: [{ text: say`Delete its entry from ${'allowances.json'}.` }],
  }
}

/** A rule whose last day is over. */
export function wordRuleExpired({ rule }: FindingOf<'rule-expired'>): Wording {
  return {
    title: say`The rule for ${rule.object} has run out`,
    what: say`Granted on ${rule.date} by ${rule.owner}, because: ${rule.reason}. Its last day was ${rule.expires ?? ''}.`,
    likely: say`Nobody came back to what was accepted for a while only.`,
    consequence: say`It ignores nothing any more.`,
    next: [
      {
        text: say`Delete its entry from ${'allowances.json'}, or renew it:`,
        command: driftwatchCommand("ignore '<type> <name>' --replace --reason '…' --owner '…'"),
      },
    ],
  }
}
