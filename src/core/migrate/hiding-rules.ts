import { type IgnoreRule, isExpired } from '../allowance.ts'
import { compareSchema, type SchemaInput } from '../schema/compare-schema.ts'
import { isMeant } from '../schema/ignore-rule.ts'

/** A rule because of which something that differs is not told. */
export interface HidingRule {
  readonly object: string
  readonly reason: string
  /** How many objects differ that are told by no finding because of it. */
  readonly differences: number
}

/** The rules that hide something, in their order; each disagreement is that of the first it meets. */
export function hidingRules(
  input: SchemaInput,
  rules: readonly IgnoreRule[],
  now: number,
): HidingRule[] {
  const valid = rules.filter((rule) => !isExpired(rule, now))
  if (valid.length === 0) return []
  const hidden = compareSchema(input).map((difference) =>
    valid.find(({ object }) => isMeant(object, difference)),
  )
  return valid.flatMap((rule) => {
    const { object, reason } = rule
    const differences = hidden.filter((each) => each === rule).length
    return differences === 0 ? [] : [{ object, reason, differences }]
  })
}
