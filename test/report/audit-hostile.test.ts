import { marked } from 'marked'
import { describe, expect, test } from 'vitest'
import { simulateUpgrade } from '../../src/core/upgrade.ts'
import { auditJson } from '../../src/report/audit/audit-json.ts'
import { type Audit, auditReport } from '../../src/report/audit/audit-report.ts'
import { documentInHtml } from '../../src/report/audit/html.ts'
import { documentInMarkdown } from '../../src/report/audit/markdown.ts'
import type { Repository } from '../../src/report/audit/repository-section.ts'
import { readinessReport } from '../../src/report/audit/readiness-report.ts'
import { documentInTerminal } from '../../src/report/audit/terminal.ts'
import { plainPalette } from '../../src/report/terminal.ts'
import { findingKinds, findingWith, rowWith, verdictOf } from '../support/findings.ts'
import { manifestOf, migration, now } from '../support/history.ts'
import { hostileCases } from '../support/hostile.ts'

/** A report in which every text of a database or a repository is `foreign`. */
function auditWith(foreign: string): Audit {
  const verdict = verdictOf(findingKinds.map((kind) => findingWith[kind](foreign)))
  const declared = migration(0, { tag: foreign })
  const because = `${foreign} could not be read.`
  return {
    verdict,
    ladder: [
      { state: 'applied', migration: declared, row: rowWith(foreign) },
      { state: 'unknown', migration: undefined, row: rowWith(foreign) },
      { state: 'pending', migration: declared, row: undefined },
    ],
    place: { table: { schema: foreign, table: foreign }, shape: '1.0', history: [declared] },
    layout: 'folders',
    monitor: { status: 'unreachable', because },
    repository: repositoryWith(foreign, foreign),
    connectionFrom: foreign,
  }
}

function repositoryWith(foreign: string, question: string | undefined): Repository {
  const place = { file: foreign, line: 3 }
  const late = { tag: foreign, when: now, by: { tag: foreign, when: now, on: foreign }, place }
  const tags = { lacks: [foreign], differs: [foreign], keeps: [foreign] }
  return {
    folder: foreign,
    migrations: [{ tag: foreign, when: now, hash: foreign, file: place, declaredAt: place }],
    manifest: {
      source: `${foreign}/other`,
      behind: { rule: 'manifest-behind', manifest: 'app', ...tags, place },
      late: [{ rule: 'runs-late', ...late }],
      changes: [`${foreign} has changed.`],
    },
    schema: {
      rule: 'schema-not-migrated',
      statements: [`CREATE TABLE "${foreign}" (\n\t"id" text DEFAULT ''::text\n);`],
      place,
      ...(question !== undefined && { question }),
    },
    notTold: [`The schema could not be compared: ${foreign}\n${foreign}`],
  }
}

const documentsOf = (foreign: string) => {
  const audit = auditWith(foreign)
  const ledger = { found: true, shape: '0.x', rows: [rowWith(foreign)] } as const
  const upgrade = simulateUpgrade(manifestOf([migration(0, { tag: foreign })]), ledger)
  const message = `${foreign} \`GRANT SELECT ON ${foreign} TO x;\``
  const unreadable = verdictOf([], { status: 'unreadable', unreadable: { cause: 'busy', message } })
  return [
    auditReport(audit),
    auditReport({ ...audit, repository: repositoryWith(foreign, undefined) }),
    readinessReport(audit, upgrade),
    auditReport({ ...audit, verdict: unreadable }),
  ]
}

const tags = 'h1|h2|h3|h4|p|strong|em|code|pre|table|thead|tbody|tr|th|td|ul|li'

describe.for(hostileCases)('$name', ({ foreign }) => {
  test('stays text in a terminal and a CI log', () => {
    for (const document of documentsOf(foreign)) {
      const text = documentInTerminal(document, { width: 80, palette: plainPalette })
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(text).not.toMatch(/^\s*::|##/m)
    }
  })

  test('stays text in Markdown', () => {
    for (const document of documentsOf(foreign)) {
      const source = documentInMarkdown(document)
      const page = marked.parse(source, { async: false, gfm: true })
      const found = page.match(/<\/?[a-z!][^>]*>/gi) ?? []
      const known = new RegExp(`^</?(${tags})( class="language-(sql|sh)"| align="left")?>$`)
      expect(found.filter((tag) => !known.test(tag))).toEqual([])
      // Outside of code, where GitHub looks for people and addresses.
      const prose = source.replaceAll(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '')
      expect(prose).not.toMatch(/@\w|:\/\/|\bwww\./)
      expect(source.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }
  })

  test('stays text in HTML', async () => {
    for (const document of documentsOf(foreign)) {
      const page = await documentInHtml(document)
      const body = page.slice(page.indexOf('<body>'))
      const own = new RegExp(
        `^</?(${tags}|body|html|main|header|section|div|span|caption)(\\s+(class|id|aria-labelledby|aria-label|role|tabindex|scope)="[\\w ,'.-]*")*\\s*>$`,
      )
      const found = body.match(/<[^>]*>?/g) ?? []
      expect(found.filter((tag) => !own.test(tag))).toEqual([])
      const title = /<title>(.*?)<\/title>/s.exec(page)?.[1] ?? '<'
      expect(title).not.toMatch(/[<>"]/)
    }
  })

  test('stays text in JSON', () => {
    const json = auditJson(auditWith(foreign))
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    expect(json).not.toMatch(/^\s*::/m)
  })
})
