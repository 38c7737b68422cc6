import type { Storm } from '../core/incident/event.ts'
import { driftwatchCommand } from '../core/command.ts'
import { say } from './rich-text.ts'
import { commandText, mrkdwn } from './slack-text.ts'
import { type Told, teller } from './teller.ts'
import { type LivingEvent, wordBlind, wordNews, wordStorm, wordTitle } from './wording-event.ts'
import { wordWaiting } from './wording-verdict.ts'
import { wordFinding } from './wording.ts'

/** How many events get a block of their own. */
const detailed = 3

/** Room for the line that counts what is left out. */
const moreLength = 120

/**
 * One text a block, of at most `budget` characters together: the first events in full, without
 * saying anything twice, others in a line each, the rest as a number.
 */
export function livingTexts(events: readonly LivingEvent[], now: number, budget: number): string[] {
  const tell = teller()
  const texts: string[] = []
  let left = budget - moreLength
  const take = (text: string, into: string[]) => {
    if (text.length + 1 > left) return false
    left -= text.length + 1
    into.push(text)
    return true
  }
  const isAbsent = events.some(({ finding }) => finding.kind === 'ledger-absent')
  const isWaiting = ({ finding }: LivingEvent) => isAbsent && finding.kind === 'pending'
  const open = events.filter((event) => !isWaiting(event))
  const takeWhile = (most: number, word: (event: LivingEvent) => string, into: string[]) => {
    while (open[0] !== undefined && into.length < most && take(word(open[0]), into)) open.shift()
  }
  takeWhile(detailed, (event) => inFull(event, tell, now), texts)
  const lines: string[] = []
  const waiting = events.filter(isWaiting).length
  if (waiting > 0) take(`• ${mrkdwn(wordWaiting(waiting))}`, lines)
  takeWhile(Infinity, (event) => inShort(event, now), lines)
  if (open.length > 0) {
    const command = commandText(driftwatchCommand('check --manifest <file>'))
    lines.push(`+${open.length} more; ${command} lists them`)
  }
  return lines.length > 0 ? [...texts, lines.join('\n')] : texts
}

/** `*Critical:* Unknown hash …`: what an event is about. */
export function titleLine(event: LivingEvent, now: number): string {
  return `*${wordNews(event, now)}:* ${mrkdwn(wordTitle(event.finding, now))}`
}

function inFull(event: LivingEvent, tell: ReturnType<typeof teller>, now: number): string {
  const { finding } = event
  const title = titleLine(event, now)
  if (finding.kind === 'blind') {
    const { why, statements, meaning } = wordBlind(finding)
    return [title, mrkdwn(why), ...statements.map(commandText), mrkdwn(meaning)].join('\n')
  }
  const details =
    finding.kind === 'storm'
      ? [mrkdwn(wordStorm(finding)), ...sampleLines(finding, now)]
      : detailLines(tell(wordFinding(finding, now)))
  return [title, ...details].join('\n')
}

function detailLines({ what, likely, consequence, next }: Told): string[] {
  return [
    mrkdwn(what),
    ...(likely === undefined ? [] : [`*Likely:* ${mrkdwn(likely)}`]),
    ...(consequence === undefined ? [] : [`*Effect:* ${mrkdwn(consequence)}`]),
    ...next.flatMap(({ text, command }, index) => [
      `*${index === 0 ? 'Next' : 'Then'}:* ${mrkdwn(text)}`,
      ...(command === undefined ? [] : [commandText(command)]),
    ]),
  ]
}

function sampleLines({ sample, count, digest }: Storm, now: number): string[] {
  const titles = sample.map((finding) => `• ${mrkdwn(wordFinding(finding, now).title)}`)
  const more = count > sample.length ? `+${count - sample.length} more; ` : ''
  if (count === 1) return titles
  return [...titles, mrkdwn(say`${[{ text: more }]}together they are set ${digest}`)]
}

function inShort(event: LivingEvent, now: number): string {
  const { finding } = event
  const title = `• ${titleLine(event, now)}`
  const isHash = finding.kind === 'unknown' || finding.kind === 'ahead'
  return isHash ? `${title}. ${mrkdwn(wordFinding(finding, now).what)}` : title
}
