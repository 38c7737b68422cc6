import { expect, test } from 'vitest'
import { parseLine } from '../../../src/core/schema/catalog-object.ts'
import { differingAspects } from '../../../src/core/schema/differing-aspects.ts'

const index = (definition: string) => `index\tpublic\tt\ti\tdefinition=${definition}`
const column = (type: string) => `column\tpublic\tt\tc\ttype=${type}`
const body = (text: string) => `function\tpublic\t\tf()\tbody=${text}`

// `json` is a key word from version 17 on, and PostgreSQL puts quotes around key words.
test.for([
  { name: 'a name in a definition', quoted: index('(a, "json")'), plain: index('(a, json)') },
  { name: 'the name of a type', quoted: column('public."json"'), plain: column('public.json') },
])('only a version tells apart: $name', ({ quoted, plain }) => {
  const [one, other] = [parseLine(quoted), parseLine(plain)]
  expect(differingAspects(one, other, true)).toEqual([])
  expect(differingAspects(other, one, true)).toEqual([])
  expect(differingAspects(one, other, false)).toHaveLength(1)
})

test.for([
  { name: 'a name that needs its quotes', left: index('("Json")'), right: index('(json)') },
  { name: 'another name', left: index('("json")'), right: index('(jsonb)') },
  { name: 'what stands in a literal', left: index(`('"json"')`), right: index(`('json')`) },
  { name: 'what somebody typed', left: body('select "json"'), right: body('select json') },
])('no version explains $name', ({ left, right }) => {
  expect(differingAspects(parseLine(left), parseLine(right), true)).toHaveLength(1)
})
