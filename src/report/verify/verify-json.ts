import type { Annotation } from '../annotation.ts'
import type { Verification } from './verification.ts'

/** What was found as JSON, for programs; those of the baseline are marked. */
export function verifyJson(verification: Verification): string {
  const { status, subject, migrations, added, rules, problems, old, notTold, notes } = verification
  return `${JSON.stringify(
    {
      format: 1,
      status,
      subject,
      migrations,
      added: added ?? null,
      rules: rules.map(({ id }) => id),
      problems: [
        ...problems.map((each) => shown(each, false)),
        ...old.map((each) => shown(each, true)),
      ],
      notTold,
      notes,
    },
    null,
    2,
  )}\n`
}

function shown({ rule, key, severity, title, text, place }: Annotation, isInBaseline: boolean) {
  return { rule, key, severity, title, text, place: place ?? null, isInBaseline }
}
