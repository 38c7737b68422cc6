import { checkCommand } from '../commands/check.ts'
import { runProgram } from '../run-program.ts'

/** The program with `check` as its only command. Gives whether that came to its end. */
export function runCheckAlone(): Promise<boolean> {
  return runProgram(async (program) => {
    program.addCommand(checkCommand())
  })
}
