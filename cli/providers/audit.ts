import { providers } from '../../functions/providers/providers.ts'
import { auditLines } from './audit-lines.ts'

process.stdout.write(`${auditLines([...providers.values()], Date.now()).join('\n')}\n`)
