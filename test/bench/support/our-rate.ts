import { probe } from '../../../functions/core/probe/probe.ts'
import { loadFor } from './load.ts'
import { attemptDependencies, benchCheck } from './subject.ts'

const warmUpMs = 3_000
const measuredMs = 5_000

type Mode = { readonly keepAlive: boolean; readonly concurrency: number }

/** Returns our probes of one API for each second of CPU. */
export async function ourRate(url: string, { keepAlive, concurrency }: Mode): Promise<number> {
  const dependencies = attemptDependencies({ keepAlive })
  const check = benchCheck(url)
  const task = () => probe(check, dependencies)
  await loadFor(warmUpMs, concurrency, task)
  const { cpuMicrosecondsEach } = await loadFor(measuredMs, concurrency, task)
  await dependencies.network.close()
  return 1_000_000 / cpuMicrosecondsEach
}
