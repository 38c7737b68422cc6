/** A file as `init` would leave it. */
export interface Draft {
  /** Relative to the current folder. */
  readonly file: string
  readonly text: string
  /** What it is there for, to go after its name: `verifies pull requests`. */
  readonly purpose: string
  /** Whether what stands there now is kept, and only something is added. */
  readonly isAddition: boolean
  /** Whether it is to be run. */
  readonly isProgram?: true
}
