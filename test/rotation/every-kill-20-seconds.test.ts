import { survivesEveryKill } from './killed-rules.ts'

survivesEveryKill('Secrets Manager', 20_000)
