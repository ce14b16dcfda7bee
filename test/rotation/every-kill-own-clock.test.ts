import { survivesEveryKill } from './killed-rules.ts'

survivesEveryKill('own clock', 0)
