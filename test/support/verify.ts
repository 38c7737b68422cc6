import { Ajv2020 } from 'ajv/dist/2020.js'
import * as z from 'zod/mini'
import schema from '../../src/report/verify.schema.json' with { type: 'json' }
import { type CliRun, runCli } from './run-cli.ts'

const isReport = new Ajv2020().compile(schema)

const Report = z.object({
  status: z.string(),
  problems: z.array(
    z.object({
      rule: z.string(),
      key: z.string(),
      text: z.string(),
      place: z.nullable(z.object({ file: z.string(), line: z.optional(z.int()) })),
      isInBaseline: z.boolean(),
    }),
  ),
  notTold: z.array(z.string()),
  notes: z.array(z.string()),
})

/** What `driftwatch verify` found: `rule file:line` for each, and the sentences on it. */
export async function problemsOf(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
) {
  const run: CliRun = await runCli(folder, [...args, '--format', 'json'], env)
  if (run.stdout === '') throw new Error(run.stderr)
  const json: unknown = JSON.parse(run.stdout)
  if (!isReport(json)) throw new Error(JSON.stringify(isReport.errors))
  const report = Report.parse(json)
  return {
    ...report,
    exitCode: run.exitCode,
    problems: report.problems.map(
      ({ rule, place }) => `${rule} ${place?.file ?? ''}:${place?.line ?? ''}`,
    ),
    texts: report.problems.map(({ text }) => text),
    keys: report.problems.map(({ key }) => key),
    old: report.problems.filter(({ isInBaseline }) => isInBaseline).map(({ rule }) => rule),
  }
}
