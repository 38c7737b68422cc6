/** One statement of a plan, with the objects that it is about, each by a name of pg-delta's. */
export interface PlannedAction {
  readonly sql: string
  readonly verb: 'create' | 'alter' | 'drop'
  readonly produces: readonly string[]
  readonly consumes: readonly string[]
  readonly destroys: readonly string[]
  readonly losesData: boolean
  /** The enum that it is a step of making anew. */
  readonly ofEnum?: string
  /** Labels that an enum loses: it fails on a row that holds one of them. */
  readonly losesLabels?: readonly string[]
}
