import type { Deployment } from '../functions/core/model/deployment.ts'
import { spellDirectory } from '../functions/core/state/directory.ts'
import { ownVersion } from '../functions/own-version.ts'
import type { LambdaFunction } from './lambda/function.ts'
import type { TopicArns } from './topics.ts'

type Named = Pick<LambdaFunction, 'name'>

/** The lab keeps everything in one table. */
export const labTable = 'tokenwatch'

/** Returns the directory from which the command line and the gate find the parts, as `infra/directory.ts` writes it. */
export function directoryOf(
  { hash, environments }: Deployment,
  { tick, probe, rotate }: Readonly<Record<'tick' | 'probe' | 'rotate', Named>>,
  { page, notice, watcher }: TopicArns,
): string {
  return spellDirectory({
    config: hash,
    release: ownVersion(),
    table: labTable,
    tick: tick.name,
    probe: probe.name,
    probes: {},
    rotators: Object.fromEntries(environments.map(({ name }) => [name, rotate.name])),
    page,
    notice,
    watcher,
  })
}
