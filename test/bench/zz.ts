import { probe } from '../../functions/core/probe/probe.ts'
import { loadFor } from './support/load.ts'
import { attemptDependencies, benchCheck } from './support/subject.ts'
import { startTarget } from './support/target.ts'
const target = await startTarget()
const [url = ''] = target.urls
const dependencies = attemptDependencies({ keepAlive: true })
const check = benchCheck(url)
const task = () => probe(check, dependencies)
await loadFor(2000, 16, task)
const { cpuMicrosecondsEach } = await loadFor(4000, 16, task)
console.log(cpuMicrosecondsEach)
process.exit(0)
