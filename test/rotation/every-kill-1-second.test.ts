import { survivesEveryKill } from './killed-rules.ts'

survivesEveryKill('Secrets Manager', 1_000)
