import { addCommands } from './load-commands.ts'
import { runProgram } from './run-program.ts'

await runProgram(addCommands)
