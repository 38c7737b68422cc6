import { isAsExpected } from './outcome.ts'
import { margin, type Screen } from './screen.ts'
import { steps } from './steps.ts'
import { isRight, type StepResult } from './tell-story.ts'

/** Shows the steps side by side, and whether all of them came out. */
export function showSummary(
  { palette, line, say }: Screen,
  results: readonly StepResult[],
  seconds: number,
): void {
  const head = ['/status', 'driftwatch check', 'heartbeat', 'Slack'] as const
  const rows = results.map((result) => {
    const came = new Map(result.comparisons.map((comparison) => [comparison.of, comparison.came]))
    const [status = '', check = '', heartbeat = '', slack = ''] = head.map((of) => came.get(of))
    return {
      result,
      cells: [status, check, heartbeat, slack.replace(/ that names .* calls /, ', calls ')],
    }
  })
  const widths = head.map((of, column) =>
    Math.max(of.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  )
  const rowOf = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2))
      .join('')
      .trimEnd()

  line()
  line(`${margin}${palette.faint(`Step  ${rowOf(head)}`)}`)
  for (const [index, { result, cells }] of rows.entries()) {
    const sign = isRight(result) ? palette.good('✓') : palette.critical('✗')
    line(`${margin}${index + 1} ${sign}   ${rowOf(cells)}`)
  }
  line()
  const failed = results.find((result) => !isRight(result))
  if (failed === undefined) {
    const all = `All ${steps.length} steps came out as they should, in ${seconds} s.`
    say(all, (text) => palette.strong(palette.good(text)))
    return
  }
  const wrong = failed.comparisons.filter((comparison) => !isAsExpected(comparison))
  say(`Step ${results.length} did not come out as it should, so the story ends here.`, (text) =>
    palette.strong(palette.critical(text)),
  )
  for (const { of, expected, came } of wrong)
    say(`${of}: expected ${expected}; came ${came}.`.replaceAll('\n', ', '))
}
