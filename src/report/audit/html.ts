import { html, raw } from 'hono/html'
import { assertNever } from '../../core/never.ts'
import { plainText, type RichText } from '../rich-text.ts'
import { type Block, codeLine, type Document, exitTitle, type Section } from './document.ts'
import { stylesheet } from './html-style.ts'

type Html = ReturnType<typeof html>

/**
 * A report as one file that loads nothing and runs nothing: its policy forbids it. All text is
 * escaped by the template.
 */
export async function documentInHtml(document: Document): Promise<string> {
  const title = plainText(document.headline)
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${raw(stylesheet)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1 class="${document.tone}">${title}</h1>
            ${document.blocks.map(blockHtml)}
          </header>
          ${document.sections.map((section, index) => sectionHtml(section, `s${index + 1}`, 2))}
        </main>
      </body>
    </html> `
  return page.toString()
}

function sectionHtml(section: Section, id: string, depth: 2 | 3): Html {
  const { heading, severity, blocks, sections = [] } = section
  const tag = `h${depth}`
  const mark =
    severity === undefined ? '' : html`<span class="mark ${severity}">${severity}</span> `
  return html`<section aria-labelledby="${id}" class="${severity ?? ''}">
    ${raw(`<${tag} id="${id}">`)}${mark}${inline(heading)}${raw(`</${tag}>`)}
    ${blocks.map(blockHtml)}
    ${sections.map((each, index) => sectionHtml(each, `${id}-${index + 1}`, 3))}
  </section> `
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'text': {
      const label = block.label === undefined ? '' : html`<strong>${block.label}:</strong> `
      return html`<p class="${block.isPart === true ? 'part' : ''}">
        ${label}${inline(block.text)}
      </p> `
    }
    case 'code':
      return code(block.language, block.lines)
    case 'table':
      // A table that is wider than the screen is scrolled by itself, also from the keyboard.
      return html`<div class="wide" role="region" aria-label="${block.caption}" tabindex="0">
        <table>
          <caption>
            ${block.caption}
          </caption>
          <thead>
            <tr>
              ${block.columns.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${block.rows.map(
              (row) =>
                html`<tr>
                  ${row.map(({ text, tone }) => html`<td class="${tone ?? ''}">${inline(text)}</td>`)}
                </tr> `,
            )}
          </tbody>
        </table>
      </div> `
    case 'exit': {
      const { exit, isRiskTold = false } = block
      return html`<div class="exit ${exit.destroys === true ? 'destroys' : ''}">
        <p><strong>${exitTitle(exit)}:</strong> ${inline(exit.text)}</p>
        ${exit.code === undefined ? '' : code(exit.code.language, exit.code.lines)}
        ${isRiskTold ? '' : html`<p class="risk"><strong>Risk:</strong> ${inline(exit.risk)}</p>`}
      </div> `
    }
    default:
      return assertNever(block)
  }
}

function code(language: string, lines: readonly string[]): Html {
  const label = language === 'sql' ? 'SQL' : 'Commands'
  return html`<pre
    tabindex="0"
    role="region"
    aria-label="${label}"
  ><code>${lines.map(codeLine).join('\n')}</code></pre> `
}

function inline(rich: RichText): Html[] {
  return rich.map((part) => ('text' in part ? html`${part.text}` : html`<code>${part.code}</code>`))
}
