import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import type { Annotation } from '../../src/report/annotation.ts'
import type { Annotated } from '../../src/report/annotations/annotated.ts'
import { githubAnnotations } from '../../src/report/annotations/github.ts'
import { junitXml } from '../../src/report/annotations/junit.ts'
import { markdownSummary } from '../../src/report/annotations/markdown.ts'
import { sarifLog } from '../../src/report/annotations/sarif.ts'
import { hostileCases } from '../support/hostile.ts'

const edited: Annotation = {
  rule: 'edited',
  key: 'edited:0001_users',
  severity: 'critical',
  title: '0001_users was edited',
  text: 'It is on main already.\nPut it back.',
  place: { file: 'drizzle/0001_users.sql', line: 3 },
}
const dropped: Annotation = {
  rule: 'destructive',
  key: 'destructive:0002_orders:1',
  severity: 'notice',
  title: 'A column goes',
  text: 'Its data goes with it.',
  place: { file: 'drizzle/0002_orders.sql' },
}
const outdated: Annotation = {
  rule: 'manifest',
  key: 'manifest',
  severity: 'warning',
  title: 'The manifest is behind',
  text: 'Publish it.',
}

function annotated(annotations: readonly Annotation[]): Annotated {
  return {
    command: 'driftwatch verify',
    headline: `${annotations.length} problems`,
    subject: 'drizzle',
    rules: [
      { id: 'edited', text: 'What the base branch has stays as it is' },
      { id: 'destructive', text: 'Nothing is lost unseen' },
      { id: 'manifest', text: 'The manifest is the folder' },
      { id: 'replay', text: 'The history replays' },
    ],
    annotations,
    notes: ['No database was asked.'],
  }
}

const all = [dropped, outdated, edited]

/** Every text of an annotation in a foreign hand. */
function hostile(foreign: string): Annotation {
  return {
    rule: 'edited',
    key: foreign,
    severity: 'critical',
    title: foreign,
    text: `${foreign}\n${foreign}`,
    place: { file: `drizzle/${foreign}.sql`, line: 1 },
  }
}

describe('annotations of GitHub Actions', () => {
  test('the worst come first, each on a line of its own, and then the outcome', () => {
    expect(githubAnnotations(annotated(all)).split('\n')).toEqual([
      '::error file=drizzle/0001_users.sql,line=3,title=0001_users was edited::It is on main already.%0APut it back.',
      '::warning title=The manifest is behind::Publish it.',
      '::notice file=drizzle/0002_orders.sql,title=A column goes::Its data goes with it.',
      '3 problems',
      'No database was asked.',
      '',
    ])
  })

  test.for([
    { name: 'a comma and a colon in a property', title: 'a,b: c', line: 'title=a%2Cb%3A c::' },
    { name: 'a percent sign', title: '100%0A', line: 'title=100%250A::' },
  ])('$name', ({ title, line }) => {
    expect(githubAnnotations(annotated([{ ...outdated, title }]))).toContain(line)
  })

  test.for(hostileCases)('no line is a command but ours: $name', ({ foreign }) => {
    const report = { ...annotated([hostile(foreign)]), headline: foreign, notes: [foreign] }
    const commands = githubAnnotations(report)
      .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
      .filter((line) => /^\s*(?:::|##)/.test(line))
    expect(commands).toHaveLength(1)
  })
})

const Suites = z.object({
  testsuites: z.object({
    '@tests': z.string(),
    '@failures': z.string(),
    testsuite: z.object({
      testcase: z.array(
        z.object({
          '@name': z.string(),
          '@file': z.optional(z.string()),
          '@line': z.optional(z.string()),
          failure: z.optional(z.object({ '@message': z.string(), '#text': z.string() })),
        }),
      ),
    }),
  }),
})

function parseJunit(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true)
  const parser = new XMLParser({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    parseTagValue: false,
    isArray: (name) => name === 'testcase',
  })
  return Suites.parse(parser.parse(xml)).testsuites
}

const failsFromWarning = ({ severity }: Annotation) => severity !== 'notice'

describe('JUnit', () => {
  test('each rule is a case, and what counts is a failure of it', () => {
    const suites = parseJunit(junitXml(annotated(all), failsFromWarning))
    expect([suites['@tests'], suites['@failures']]).toEqual(['4', '2'])
    expect(suites.testsuite.testcase.map((each) => each.failure?.['@message'])).toEqual([
      '0001_users was edited',
      undefined,
      'The manifest is behind',
      undefined,
    ])
    expect(suites.testsuite.testcase[0]).toMatchObject({
      '@file': 'drizzle/0001_users.sql',
      '@line': '3',
    })
  })

  test('two problems with one rule are two cases of two names', () => {
    const twice = [edited, { ...edited, key: 'edited:0003' }]
    const names = parseJunit(
      junitXml(annotated(twice), failsFromWarning),
    ).testsuite.testcase.flatMap((each) => (each.failure ? [each['@name']] : []))
    expect(new Set(names).size).toBe(2)
  })

  test.for(hostileCases)('is well-formed whatever it quotes: $name', ({ foreign }) => {
    const suites = parseJunit(junitXml(annotated([hostile(foreign)]), failsFromWarning))
    expect(suites['@failures']).toBe('1')
    expect(suites['@tests']).toBe('4')
  })
})

/** What GitHub asks of a log, and nothing besides: its page on SARIF support. */
const GithubSarif = z.strictObject({
  $schema: z.literal('https://json.schemastore.org/sarif-2.1.0.json'),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string().check(z.regex(/^\d+\.\d+\.\d+/)),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              name: z.string().check(z.regex(/^(?:[A-Z][a-z]*)+$/)),
              shortDescription: z.strictObject({ text: z.string().check(z.maxLength(1024)) }),
              fullDescription: z.strictObject({ text: z.string().check(z.maxLength(1024)) }),
              help: z.strictObject({ text: z.string() }),
            }),
          ),
        }),
      }),
      automationDetails: z.strictObject({ id: z.string().check(z.regex(/\/$/)) }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.optional(z.int().check(z.nonnegative())),
          level: z.enum(['error', 'warning', 'note']),
          message: z.strictObject({ text: z.string().check(z.minLength(1)) }),
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({
                  // A relative reference of RFC 3986, below the root.
                  uri: z.string().check(z.regex(/^(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2}|\/)+$/)),
                  uriBaseId: z.literal('%SRCROOT%'),
                }),
                region: z.strictObject({ startLine: z.int().check(z.positive()) }),
              }),
            }),
          ]),
          partialFingerprints: z.record(z.string(), z.string()),
        }),
      ),
    }),
  ]),
})

function parseSarif(text: string) {
  const [run] = GithubSarif.parse(JSON.parse(text)).runs
  return run
}

describe('SARIF', () => {
  test('each problem is a result with its rule, its place and its key', () => {
    const { results, tool } = parseSarif(sarifLog(annotated(all), '0.1.0'))
    expect(
      results.map(({ ruleId, ruleIndex = -1, level, locations, partialFingerprints }) => ({
        ruleId,
        rule: tool.driver.rules[ruleIndex]?.id,
        level,
        uri: locations[0].physicalLocation.artifactLocation.uri,
        line: locations[0].physicalLocation.region.startLine,
        key: partialFingerprints['driftwatchKey/v1'],
      })),
    ).toEqual([
      {
        ruleId: 'destructive',
        rule: 'destructive',
        level: 'note',
        uri: 'drizzle/0002_orders.sql',
        line: 1,
        key: dropped.key,
      },
      {
        ruleId: 'manifest',
        rule: 'manifest',
        level: 'warning',
        uri: 'drizzle',
        line: 1,
        key: outdated.key,
      },
      {
        ruleId: 'edited',
        rule: 'edited',
        level: 'error',
        uri: 'drizzle/0001_users.sql',
        line: 3,
        key: edited.key,
      },
    ])
  })

  test('a rule that is not among those looked at has no index', () => {
    const [result] = parseSarif(sarifLog(annotated([{ ...edited, rule: 'else' }]), '0.1.0')).results
    expect(result).not.toHaveProperty('ruleIndex')
  })

  test.for(hostileCases)('is what GitHub takes, whatever it quotes: $name', ({ foreign }) => {
    expect(parseSarif(sarifLog(annotated([hostile(foreign)]), '0.1.0')).results).toHaveLength(1)
  })
})

describe("a job's summary", () => {
  test('reads as a table, the worst first', () => {
    expect(markdownSummary(annotated(all))).toMatchInlineSnapshot(`
      "## driftwatch verify drizzle

      **3 problems**

      | Severity | Where | What |
      | :-- | :-- | :-- |
      | critical | <code>drizzle/0001\\_users.sql:3</code> | **0001\\_users was edited**<br>It is on main already.<br>Put it back. |
      | warning |  | **The manifest is behind**<br>Publish it. |
      | notice | <code>drizzle/0002\\_orders.sql</code> | **A column goes**<br>Its data goes with it. |

      - No database was asked.

      4 rules were looked at.
      "
    `)
  })

  test('one rule is one rule', () => {
    const one = { ...annotated([]), rules: [{ id: 'unreadable', text: 'It can be read' }] }
    expect(markdownSummary(one)).toMatch(/\n1 rule was looked at\.\n$/)
  })

  test('without a problem there is no table', () => {
    expect(markdownSummary(annotated([]))).not.toContain('| Severity |')
  })

  test('beyond 200 problems, the rest is counted', () => {
    const many = Array.from({ length: 250 }, () => edited)
    expect(markdownSummary(annotated(many))).toContain('And 50 more')
  })

  test.for(hostileCases)('nothing foreign leaves its cell: $name', ({ foreign }) => {
    const report = { ...annotated([hostile(foreign)]), headline: foreign, notes: [foreign] }
    const lines = markdownSummary(report).split('\n')
    const rows = lines.filter((line) => line.startsWith('|'))
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(4)
    const own = /<\/?(?:code|br)>/g
    expect(lines.join('\n').replaceAll(own, '')).not.toMatch(/[<>@]|:\/\/|(?<!\\)(?:\\\\)*[`[\]]/)
  })
})
