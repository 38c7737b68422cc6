import * as z from 'zod/mini'

/** The text of all blocks together; undocumented, and seen to be refused from about here on. */
const maxBlocksText = 13_200

/** Slack cuts a longer text off; nothing that we send may be cut, so the double refuses it. */
const maxText = 40_000

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max))
const PlainText = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: text(max),
    emoji: z.optional(z.boolean()),
  })
const Markdown = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: text(max),
    verbatim: z.optional(z.boolean()),
  })
const Text = (max: number) => z.discriminatedUnion('type', [PlainText(max), Markdown(max)])

const Image = z.strictObject({
  type: z.literal('image'),
  image_url: text(3000),
  alt_text: text(2000),
})
const Button = z.strictObject({
  type: z.literal('button'),
  text: PlainText(75),
  action_id: z.optional(text(255)),
  url: z.optional(text(3000)),
  value: z.optional(text(2000)),
  style: z.optional(z.enum(['primary', 'danger'])),
})

const block_id = z.optional(text(255))
const Block = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('section'),
      block_id,
      text: z.optional(Text(3000)),
      fields: z.optional(z.array(Text(2000)).check(z.minLength(1), z.maxLength(10))),
      accessory: z.optional(z.union([Button, Image])),
      expand: z.optional(z.boolean()),
    })
    .check(z.refine((block) => block.text !== undefined || block.fields !== undefined)),
  z.strictObject({ type: z.literal('header'), block_id, text: PlainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z.array(z.union([Text(3000), Image])).check(z.minLength(1), z.maxLength(10)),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id,
    elements: z.array(Button).check(z.minLength(1), z.maxLength(25)),
  }),
  z.strictObject({ ...Image.shape, block_id, title: z.optional(PlainText(2000)) }),
])
export type SlackBlock = z.infer<typeof Block>

const Blocks = z.array(Block).check(
  z.maxLength(50),
  z.refine((blocks) => areUnique(blocks.flatMap((block) => block.block_id ?? []))),
)

const Payload = z.object({
  text: z.optional(z.string()),
  blocks: z.optional(z.unknown()),
  unfurl_links: z.optional(z.boolean()),
  unfurl_media: z.optional(z.boolean()),
  mrkdwn: z.optional(z.boolean()),
})

/** A message that Slack would show. */
export interface SlackMessage {
  readonly text: string | undefined
  readonly blocks: readonly SlackBlock[]
  /** The body as it came, for all else. */
  readonly json: unknown
}

/** The message in a webhook's body, or the word with which Slack refuses it. */
export function checkMessage(body: string): { message: SlackMessage } | { refusal: string } {
  const payload = Payload.safeParse(jsonOrUndefined(body))
  if (!payload.success) return { refusal: 'invalid_payload' }
  const blocks = Blocks.safeParse(payload.data.blocks ?? [])
  if (!blocks.success) return { refusal: 'invalid_blocks' }
  if (sumOfTexts(blocks.data) > maxBlocksText) return { refusal: 'msg_blocks_too_long' }
  const { text: summary } = payload.data
  if (blocks.data.length === 0 && (summary ?? '').trim() === '') return { refusal: 'no_text' }
  if ((summary ?? '').length > maxText) return { refusal: 'msg_too_long' }
  return { message: { text: summary, blocks: blocks.data, json: payload.data } }
}

/** How many characters a value holds under the key `text`, at any depth. */
function sumOfTexts(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value)
    .map(([key, inner]: [string, unknown]) =>
      key === 'text' && typeof inner === 'string' ? inner.length : sumOfTexts(inner),
    )
    .reduce((sum, length) => sum + length, 0)
}

function areUnique(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length
}

function jsonOrUndefined(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
