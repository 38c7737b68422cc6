/** SQL from a file of the reader's. */
export interface Script {
  /** The file's path, as the reader would write it. */
  readonly file: string
  readonly sql: string
}
