import { commands } from './commands.ts'
import { runCommandLine } from './frame/run.ts'

await runCommandLine(commands)
