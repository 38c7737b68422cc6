import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { AlertEvent, Blind, Storm } from '../../src/core/incident/event.ts'
import { causes } from '../../src/core/observation.ts'
import {
  minimalSlackMessage,
  slackMessage,
  testAlertMessage,
} from '../../src/report/slack-message.ts'
import type { SlackMessage, SlackText } from '../../src/report/slack-text.ts'
import { findingKinds, findingWith } from '../support/findings.ts'
import { hostileCases, hostileTexts } from '../support/hostile.ts'
import { now } from '../support/history.ts'
import {
  blind,
  ended,
  brokenLimits,
  living,
  mention,
  messageOf,
  statusUrl,
  storm,
  textsOf,
} from '../support/slack-events.ts'

/** All that Slack would make something of: what stands in angle brackets. */
const brackets = (text: string) => [...text.matchAll(/<[^>]*>?|>/g)].map(([part]) => part)
const ours = ['<!subteam^S0123ABCD>', `<${statusUrl}|Status>`]

/** What a message holds that Slack would make something of, and that is not ours. */
function foreignMarkup(message: SlackText & Partial<SlackMessage>): string[] {
  return textsOf(message).flatMap((text) => [
    ...brackets(text).filter((part) => !ours.includes(part)),
    ...text.split('\n').filter((line) => (line.match(/`/g)?.length ?? 0) % 2 === 1),
    ...(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []),
    ...(text.replaceAll(/&(amp|lt|gt);/g, '').match(/&/g) ?? []),
  ])
}

/** What is left of a message when everything foreign has the same form. */
const skeleton = (message: SlackText & Partial<SlackMessage>) =>
  textsOf(message).map((text) => text.replaceAll(/`[^`\n]*`/g, '`…`'))

const eventsWith = (foreign: string): AlertEvent[][] => [
  ...findingKinds.map((kind) => [living(findingWith[kind](foreign))]),
  ...findingKinds.map((kind) => [ended(findingWith[kind](foreign), 'allowed')]),
  [
    living({
      ...storm,
      sample: findingKinds.slice(0, 10).map((kind) => findingWith[kind](foreign)),
    }),
  ],
]

test.for(hostileCases)('$name stays within its code span', ({ foreign }) => {
  const harmless = eventsWith('x')
  for (const [index, events] of eventsWith(foreign).entries()) {
    const message = messageOf(events)
    expect(foreignMarkup(message)).toEqual([])
    expect(brokenLimits(message)).toEqual([])
    expect(skeleton(message)).toEqual(skeleton(messageOf(harmless[index] ?? [])))
    const input = { target: 'app', statusUrl, events, mention, now }
    expect(foreignMarkup(minimalSlackMessage(input))).toEqual([])
    expect(brokenLimits(minimalSlackMessage(input))).toEqual([])
  }
})

test.for(hostileCases)('$name as a target, a cause or an id calls nobody', ({ foreign }) => {
  const event = { ...living({ ...blind, message: foreign }), incidentId: foreign }
  const message = messageOf([event], { target: foreign })
  expect(foreignMarkup(message)).toEqual([])
  expect(brokenLimits(message)).toEqual([])
  expect(foreignMarkup(testAlertMessage({ target: foreign, statusUrl, mention }))).toEqual([])
})

const foreign = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(...hostileTexts),
)
const finding = fc
  .tuple(fc.constantFrom(...findingKinds), foreign, fc.constantFrom('critical', 'warning'))
  .map(([kind, text, severity]): Finding => ({ ...findingWith[kind](text), severity }))
const subject = fc.oneof(
  { arbitrary: finding, weight: 5 },
  fc
    .tuple(fc.constantFrom(...causes), foreign)
    .map(([cause, message]): Blind => ({ ...blind, cause, message })),
  fc
    .tuple(fc.array(finding, { maxLength: 10 }), foreign, fc.nat(20_000))
    .map(([sample, digest, count]): Storm => ({ ...storm, sample, digest, count })),
)
const event = fc.oneof(
  fc
    .tuple(subject, fc.constantFrom('open', 'remind', 'change', 'reopen'))
    .map(([about, name]) => living(about, name)),
  fc
    .tuple(
      subject,
      fc.constantFrom('explained', 'vanished', 'allowed', 'quiet'),
      fc.constantFrom('resolve', 'flash'),
    )
    .map(([about, because, name]) => ended(about, because, name)),
)

test('any events: within the limits, and only our own markup', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), foreign, (events, incidentId) => {
      const input = {
        target: 'app',
        statusUrl,
        mention,
        now,
        events: events.map((each) => ({ ...each, incidentId })),
      }
      for (const message of [slackMessage(input), minimalSlackMessage(input)]) {
        expect(foreignMarkup(message)).toEqual([])
        expect(brokenLimits(message)).toEqual([])
      }
    }),
    { numRuns: 200 },
  )
})
