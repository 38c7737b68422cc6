import { marked } from 'marked'
import { describe, expect, test } from 'vitest'
import { auditJson } from '../../src/report/audit/audit-json.ts'
import { documentInHtml } from '../../src/report/audit/html.ts'
import { documentInMarkdown } from '../../src/report/audit/markdown.ts'
import { documentInTerminal } from '../../src/report/audit/terminal.ts'
import { plainPalette } from '../../src/report/palette.ts'
import { auditWith, documentsWith } from '../support/audits.ts'
import { hostileCases } from '../support/hostile.ts'

const tags = 'h1|h2|h3|h4|p|strong|em|code|pre|table|thead|tbody|tr|th|td|ul|li'

describe.for(hostileCases)('$name', ({ foreign }) => {
  test('stays text in a terminal and a CI log', () => {
    for (const document of documentsWith(foreign)) {
      const text = documentInTerminal(document, { width: 80, palette: plainPalette })
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(text).not.toMatch(/^\s*::|##/m)
    }
  })

  test('stays text in Markdown', () => {
    for (const document of documentsWith(foreign)) {
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
    for (const document of documentsWith(foreign)) {
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
