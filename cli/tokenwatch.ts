import { commands } from './commands.ts'
import { runCommandLine } from './framework/run.ts'

await runCommandLine(commands)
