import { median } from 'simple-statistics'
import { sized } from '../infra/sized.ts'
import { synthesize } from '../support/synth.ts'
import { atMost, type BenchRow } from './support/row.ts'

export const name = 'synth'

const runs = 5

/** Times the synth of a thousand checks under one prefix, against that of ten. Bundling is not part of it. */
export async function run(): Promise<readonly BenchRow[]> {
  const resources = new Map<number, number>()
  const timeMs = async (checks: number): Promise<number> => {
    const deployment = sized(checks, { grants: { namePrefix: 'production/' } })
    const startedMs = performance.now()
    resources.set(checks, (await synthesize(deployment)).resources.size)
    return performance.now() - startedMs
  }
  // The first synth loads the CDK, and does not count.
  await timeMs(10)
  const small: number[] = []
  const large: number[] = []
  for (let turn = 0; turn < runs; turn++) {
    small.push(await timeMs(10))
    large.push(await timeMs(1_000))
  }
  return [
    atMost('cdk synth of 1,000 checks against 10 (median of 5)', median(large) / median(small), 2, 'x'),
    atMost('resources of 1,000 checks under one prefix', resources.get(1_000) ?? Number.POSITIVE_INFINITY, 499, ''),
  ]
}
