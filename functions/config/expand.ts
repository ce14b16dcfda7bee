import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { AccountSettings } from '../core/model/account.ts'
import type { Check } from '../core/model/check.ts'
import type { Deployment, Environment, Owner } from '../core/model/deployment.ts'
import { profileOf } from '../providers/providers.ts'
import { blockingFaults } from './blocking.ts'
import { budgetProblems } from './budgets.ts'
import { canonicalJson } from './canonical-json.ts'
import { channelProblems } from './chat-channels.ts'
import { readChecks } from './checks.ts'
import { contentFaults } from './contents.ts'
import { maintenanceFaults } from './maintenance.ts'
import { fieldPath, type Problem } from './problems.ts'
import { faultsOf } from './schema/issues.ts'
import { frame } from './schema.ts'
import { ownerProblems } from './secret-owners.ts'
import { surroundingsOf } from './surroundings.ts'
import { writtenConfig } from './written.ts'

/** The deployment of a config, or all of its problems. */
export type Expansion =
  | { readonly ok: true; readonly deployment: Deployment }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Expands what a config file exports, or contains as JSON, to the deployment that it describes. */
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
  const together = [...budgetProblems(checks), ...ownerProblems(checks), ...channelProblems(parsed.data)]
  if (together.length > 0) return { ok: false, problems: together }
  return { ok: true, deployment: deploymentOf(parsed.data, checks) }
}

/**
 * Searches everything but checks and certificates. Checks are searched one by one, so that each problem names its check. Certificates hold
 * random letters that may look like a credential; the schema allows nothing else in their place.
 */
function outsideChecks(config: unknown) {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return []
  return contentFaults({ ...config, checks: undefined, privateCa: undefined })
}

function deploymentOf(config: z.output<typeof frame>, checks: readonly Check[]): Deployment {
  const described = {
    name: config.name,
    environments: Object.entries(config.environments).map(([name, environment]) =>
      environmentOf(name, environment, config.account),
    ),
    owners: Object.entries(config.owners).map(([name, { page, notice }]): Owner => ({ name, page, notice })),
    checks,
    profiles: Object.fromEntries(checks.map(({ profile }) => [profile, profileOf(profile)])),
    account: config.account,
    grants: config.grants,
    secretReads: config.secretReads,
    logs: config.logs,
    retentionDays: config.retentionDays,
    blocking: config.blocking,
    maintenance: config.maintenance,
    perCheckMetrics: config.perCheckMetrics,
    widget: config.widget,
    removal: config.removal,
    adopt: config.adopt === undefined ? null : { ...config.adopt, escrowKey: config.adopt.escrowKey ?? null },
    heartbeatUrl: config.heartbeatUrl ?? null,
    privateCa: config.privateCa ?? null,
    pagerDutyHost: null,
    heartbeatHost: null,
  }
  const hash = createHash('sha256').update(canonicalJson(described)).digest('hex').slice(0, 16)
  return { ...described, hash }
}

function environmentOf(
  name: string,
  { page, notice, watcher, network }: z.output<typeof frame>['environments'][string],
  account: AccountSettings,
): Environment {
  return { name, page, notice, watcher, network: network ?? account.network }
}
