import { driftwatchCommand } from '../core/command.ts'
import type { FindingOf } from '../core/finding.ts'
import { ObjectPattern, objectName } from '../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { type RichText, say } from './rich-text.ts'
import { grantInWords, manifestOption } from './wording-ledger.ts'
import type { Step, Wording } from './wording-parts.ts'

/** A rule that is no longer needed. */
export function wordRuleUnused({ rule }: FindingOf<'rule-unused'>): Wording {
  return {
    title: say`The rule that ignores ${rule.object} is not used`,
    what: say`${grantInWords(rule)} Nothing that it means differs.`,
    likely: say`What it was made for is gone, or the migrations make it so now.`,
    consequence: say`None now; but should it differ again, nobody would be told.`,
    next: [{ text: say`Delete its entry from ${'allowances.json'}.` }],
  }
}

/** A rule whose last day is over. */
export function wordRuleExpired({ rule }: FindingOf<'rule-expired'>): Wording {
  const command = driftwatchCommand(
    `ignore ${patternWord(rule.object)} --replace${manifestOption(rule)} --reason '…' --owner '…' --expires <YYYY-MM-DD>`,
  )
  return {
    title: say`The rule that ignores ${rule.object} has run out`,
    what: say`${grantInWords(rule)} Its last day was ${rule.expires ?? ''}.`,
    likely: say`Nobody came back to what was accepted for a while only.`,
    consequence: say`It ignores nothing any more: what it means is told like all else.`,
    next: [{ text: say`Delete its entry from ${'allowances.json'}, or renew it:`, command }],
  }
}

/** Accepting that an object differs. */
export function ignoreStep({ object }: SchemaFinding, text: RichText): Step {
  const pattern = patternWord(`${object.type} ${objectName(object)}`)
  const command = driftwatchCommand(`ignore ${pattern} --reason '…' --owner '…'`)
  return { text, command, again: say`As above; or accept that it differs:` }
}

/** A pattern as one word of a shell; one that holds more than names hold is for the reader to fill in. */
function patternWord(pattern: string): string {
  const isPlain = /^[\p{L}\p{N}_ .,*()[\]$"-]{1,400}$/u.test(pattern)
  return isPlain && ObjectPattern.safeParse(pattern).success ? `'${pattern}'` : "'<type> <name>'"
}
