/** A session of the database, as far as this role may know of it. */
export interface Holder {
  readonly pid: string
  readonly applicationName: string | undefined
  readonly user: string | undefined
  /** Since when it is connected, as `2026-11-23 00:31:02 UTC`. */
  readonly since: string | undefined
}
