import * as z from 'zod/mini'

/** What is read of Neon's answers: https://api-docs.neon.tech/reference */

const Endpoint = z.object({
  id: z.string(),
  host: z.string(),
  branch_id: z.string(),
  type: z.string(),
})

const Operation = z.object({ id: z.string(), status: z.string() })
export type Operation = z.infer<typeof Operation>

export const Endpoints = z.object({ endpoints: z.array(Endpoint) })
export const Branches = z.object({
  branches: z.array(z.object({ id: z.string(), name: z.string() })),
})
export const OneOperation = z.object({ operation: Operation })

export const BranchMade = z.object({
  branch: z.object({ id: z.string() }),
  endpoints: z.array(Endpoint),
  operations: z.array(Operation),
  /** Of a protected parent, the roles get passwords of their own. */
  connection_uris: z.optional(
    z.array(
      z.object({
        connection_parameters: z.object({ role: z.string(), password: z.string() }),
      }),
    ),
  ),
})

/** A code stands in messages, so it is held to what a code looks like. */
export const Refused = z.object({ code: z.string().check(z.regex(/^[A-Z\d_]{1,60}$/)) })
