import { providers } from '../../functions/providers/providers.ts'
import { auditLines } from './audit-lines.ts'

// biome-ignore lint/suspicious/noConsole: a command of the developers, which prints its report
console.log(auditLines([...providers.values()], Date.now()).join('\n'))
