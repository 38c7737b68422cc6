const esc = '\u001b'

/**
 * Names that a database or a repository can hold and that mean something to Slack, a terminal, a
 * CI system, a browser or a shell. None of them is a hash or a plain identifier.
 */
export const hostileTexts: readonly string[] = [
  '<!channel>',
  '<!here> look',
  '<!everyone>',
  '<@U0123ABCD>',
  '<!subteam^S0123ABCD>',
  '<https://evil.example|Status>',
  'https://evil.example/login',
  '<mailto:a@evil.example|mail>',
  '<#C0123ABCD>',
  '&lt;!channel&gt;',
  '`<!channel>`',
  '``` <!channel> ```',
  '` *bold* `',
  '*bold* _italic_ ~struck~',
  ':rotating_light: :smile:',
  '> quoted',
  '@channel @here',
  'two\nlines',
  'a\r\n<!channel>',
  '\n\n::error::owned',
  '::error file=a.sql,line=1::owned',
  '   ::add-mask::x',
  ':::::stop-commands:::::',
  '##[error]owned',
  'a ##[add-mask]x',
  '##vso[task.setvariable variable=x]y',
  `${esc}[2J${esc}[31mowned${esc}[0m`,
  `${esc}]8;;https://evil.example${esc}\\click${esc}]8;;${esc}\\`,
  `${esc}]0;title\u0007`,
  '\u009b31mowned',
  'backspaced\b\b\b\b\bspace',
  'nul\u0000byte',
  '\u202egnp.exe\u202c',
  '\u2066isolated\u2069',
  'zero\u200bwidth\u200d\ufeff',
  'line\u2028separator\u2029',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE users; --",
  '$(rm -rf /) `id` | sh',
  'x'.repeat(5000),
  '&'.repeat(5000),
  '😀'.repeat(300),
  '\ud800 half a pair',
  'e\u0301\u0301\u0301'.repeat(100),
  '',
  '   ',
]

/** The same with names under which a test may print them. */
export const hostileCases = hostileTexts.map((foreign) => ({
  name: JSON.stringify(foreign.slice(0, 30)).replaceAll(/[^ -~]/g, '?'),
  foreign,
}))
