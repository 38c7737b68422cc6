import * as z from 'zod/mini'

/** What is asked of the user's own drizzle-kit. All paths are absolute. */
export const SchemaQuestion = z.object({
  /** A module, or a folder of modules; otherwise what the configuration names. */
  schema: z.optional(z.string()),
  config: z.optional(z.string()),
  migrations: z.string(),
  layout: z.enum(['journal', 'folders']),
})
export type SchemaQuestion = Readonly<z.infer<typeof SchemaQuestion>>

/** What it is told besides of how to generate. */
const settings = { casing: z.optional(z.string()) }

/** What it says. */
export const SchemaAnswer = z.discriminatedUnion('status', [
  /** Nothing is left to generate. */
  z.object({ status: z.literal('same'), files: z.array(z.string()), ...settings }),
  z.object({
    status: z.literal('different'),
    files: z.array(z.string()),
    /** What it would generate; none where it has a question first. */
    statements: z.array(z.string()),
    question: z.optional(z.string()),
    ...settings,
  }),
  /** The configuration is for another folder, or for another database. */
  z.object({ status: z.literal('not-ours'), because: z.string() }),
  z.object({
    status: z.literal('failed'),
    at: z.enum(['config', 'schema', 'kit', 'compare', 'process']),
    words: z.string(),
  }),
])
export type SchemaAnswer = Readonly<z.infer<typeof SchemaAnswer>>
