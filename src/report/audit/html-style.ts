/** How the HTML report looks: light and dark, on paper and on a telephone. Contrast is at least 4.5:1. */
export const stylesheet = `
:root {
  --ground: #ffffff; --text: #1b1f24; --faint: #57606a; --line: #d0d7de; --code: #f3f5f7;
  --critical: #b3141d; --warning: #8a5300; --notice: #0a5cad; --good: #1a6b32;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161b; --text: #e4e8ec; --faint: #9aa5b1; --line: #38424d; --code: #1d242b;
    --critical: #ff8a85; --warning: #f0b429; --notice: #79b8ff; --good: #63d283;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: .4rem 0; max-width: 46rem; overflow-wrap: anywhere; }
p.part { padding-left: 1rem; }
section section { margin: 1.25rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 4px; }
section.critical { border-left-color: var(--critical); }
section.warning { border-left-color: var(--warning); }
section.notice { border-left-color: var(--notice); }
.critical, .mark.critical { color: var(--critical); }
.warning, .mark.warning { color: var(--warning); }
.notice, .mark.notice { color: var(--notice); }
.good { color: var(--good); }
.faint, .risk { color: var(--faint); }
section.critical, section.warning, section.notice { color: inherit; }
.mark { font-size: .75em; text-transform: uppercase; letter-spacing: .05em; }
code { font: .875em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--code); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: .6rem .75rem; background: var(--code); border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; }
pre code { padding: 0; background: none; overflow-wrap: normal; }
.exit { margin: 1rem 0 0; padding-top: .75rem; border-top: 1px dashed var(--line); }
.exit.destroys > p:first-child > strong { color: var(--warning); }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .925rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td:last-child { min-width: 12rem; white-space: normal; overflow-wrap: anywhere; }
th { font-weight: 600; }
td code { background: none; padding: 0; color: inherit; overflow-wrap: normal; }
:focus-visible { outline: 2px solid var(--notice); outline-offset: 2px; }
@media print {
  :root { --ground: #fff; --text: #000; --faint: #333; --line: #999; --code: #f5f5f5; --critical: #900; --warning: #640; --notice: #036; --good: #040; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .wide { overflow: visible; }
  td { white-space: normal; }
  .exit, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`
