import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Check } from '../core/model/check.ts'
import type { Deployment, Environment } from '../core/model/deployment.ts'
import { profileOf } from '../providers/providers.ts'
import { blockingFaults } from './blocking.ts'
import { budgetProblems } from './budgets.ts'
import { canonicalJson } from './canonical-json.ts'
import { readChecks } from './checks.ts'
import { contentFaults } from './contents.ts'
import { maintenanceFaults } from './maintenance.ts'
import { fieldPath, type Problem } from './problems.ts'
import { faultsOf } from './schema/issues.ts'
import { frame } from './schema.ts'
import { surroundingsOf } from './surroundings.ts'
import { writtenConfig } from './written.ts'

/** What a config means, or everything that is wrong with it. */
export type Expansion =
  | { readonly ok: true; readonly deployment: Deployment }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Turns what a config file exports (or contains, as JSON) into the deployment that it describes. */
export function expandConfig(config: unknown): Expansion {
  const written = writtenConfig(config)
  const parsed = frame.safeParse(config)
  const surroundings = surroundingsOf(written)
  const { checks, problems } = readChecks(written.checks, surroundings)
  const faults = [
    ...outsideChecks(config),
    ...faultsOf(parsed.error?.issues ?? []),
    ...surroundings.faults,
    ...blockingFaults(config, written.checks),
    ...maintenanceFaults(config, written.checks),
  ]
  const all = [...faults.map(({ path, message }) => ({ check: null, field: fieldPath(path), message })), ...problems]
  if (!parsed.success || all.length > 0) return { ok: false, problems: all }
  const overspent = budgetProblems(checks)
  if (overspent.length > 0) return { ok: false, problems: overspent }
  return { ok: true, deployment: deploymentOf(parsed.data, checks) }
}

/**
 * Checks are searched one by one, so that what is found there is told as theirs. Certificates are random letters, of which some
 * look like a credential; the schema lets nothing else stand in their place.
 */
function outsideChecks(config: unknown) {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return []
  return contentFaults({ ...config, checks: undefined, privateCa: undefined })
}

function deploymentOf(config: z.output<typeof frame>, checks: readonly Check[]): Deployment {
  const { name, environments, grants, retentionDays, blocking, maintenance, perCheckMetrics, removal } = config
  const { heartbeatUrl, privateCa } = config
  const described = {
    name,
    environments: Object.entries(environments).map(([name, environment]) => environmentOf(name, environment)),
    checks,
    profiles: Object.fromEntries(checks.map(({ profile }) => [profile, profileOf(profile)])),
    ...{ grants, retentionDays, blocking, maintenance, perCheckMetrics, removal },
    heartbeatUrl: heartbeatUrl ?? null,
    privateCa: privateCa ?? null,
    pagerDutyHost: null,
    heartbeatHost: null,
  }
  const hash = createHash('sha256').update(canonicalJson(described)).digest('hex').slice(0, 16)
  return { ...described, hash }
}

function environmentOf(
  name: string,
  { page, notice, watcher, network }: z.output<typeof frame>['environments'][string],
): Environment {
  return { name, page, notice, watcher, network: network ?? null }
}
