import type { SecretListEntry, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Check, CheckKey } from '../core/model/check.ts'
import { type HostBinding, hostsTag } from '../core/model/host-binding.ts'
import { questionSecrets } from '../core/model/secret-references.ts'
import type { WiringFault } from '../core/tick/rotation-wiring.ts'
import type { Sweep } from '../core/tick/sweep.ts'
import { errorName } from './clients.ts'
import { type ListedParameters, openParameterListing } from './listed-parameters.ts'
import { openListing } from './listed-secrets.ts'
import type { ParameterCalls } from './parameters.ts'

/**
 * Finds the current version of each check's secret, the secrets that AWS itself rotates, and those that the store does not list. Secrets
 * of another account are not listed; they are read when their cache is old.
 */
export function openSweep(client: SecretsManagerClient, parameters: ParameterSweep) {
  const list = openListing(client)
  const sweepParameters = openParameterSweep(parameters)
  return async (checks: readonly Check[]): Promise<Sweep> => {
    const ids = new Set(checks.flatMap((check) => secretIdOf(check) ?? []))
    const { found, absent } = await list(new Set([...ids, ...checks.flatMap(secretIdsOf)]))
    const listed = new Map([...found].map(([id, entry]) => [id, listedAs(entry)] as const))
    const of = (check: Check) => listed.get(secretIdOf(check) ?? '')
    const stored = await sweepParameters(checks)
    const isOne = (check: Check, some: ReadonlySet<string>) => some.has(secretIdOf(check) ?? '')
    return {
      versionIds: new Map([
        ...checks.flatMap((check) => pairOf(check, of(check)?.versionId ?? null)),
        ...stored.versionIds,
      ]),
      managedByAws: keysOf(checks.filter((check) => of(check)?.managedByAws)),
      nextRotations: known(checks, (check) => of(check)?.nextRotationAt ?? null),
      wiring: known(checks, (check) => of(check)?.wiring ?? null),
      hosts: known(checks, (check) => {
        const bindings = secretIdsOf(check).flatMap((id) => listed.get(id)?.hosts ?? [])
        return bindings.length === 0 ? null : bindings
      }),
      absent: new Set([...keysOf(checks.filter((check) => isOne(check, absent))), ...stored.absent]),
      untold: new Set([
        ...keysOf(checks.filter((check) => isOne(check, ids) && of(check) === undefined && !isOne(check, absent))),
        ...stored.untold,
      ]),
    }
  }
}

/** Access to Parameter Store for a sweep. `onFault` hears of a listing that failed: the secrets are swept all the same. */
export type ParameterSweep = {
  connect(): Promise<ParameterCalls>
  onFault(code: string): void
}

/** Finds the newest version of each check's parameter, and the parameters that are not there. */
function openParameterSweep({ connect, onFault }: ParameterSweep) {
  const list = openParameterListing(connect)
  return async (checks: readonly Check[]): Promise<Pick<Sweep, 'versionIds' | 'absent' | 'untold'>> => {
    const named = checks.filter((check) => parameterOf(check) !== null)
    const names = new Set(named.flatMap((check) => parameterOf(check) ?? []))
    const found = await list([...names]).catch((error: unknown): ListedParameters | null => {
      onFault(errorName(error))
      return null
    })
    return {
      versionIds: known(named, (check) => found?.versionIds.get(parameterOf(check) ?? '') ?? null),
      absent: keysOf(named.filter((check) => found?.absent.has(parameterOf(check) ?? ''))),
      untold: keysOf(found === null ? named : []),
    }
  }
}

const parameterOf = ({ secret }: Pick<Check, 'secret'>): string | null =>
  secret?.source.from === 'parameter-store' ? secret.source.name : null

const keysOf = (checks: readonly Check[]): ReadonlySet<CheckKey> => new Set(checks.map(({ key }) => key))

function known<T>(checks: readonly Check[], readOf: (check: Check) => T | null): ReadonlyMap<CheckKey, T> {
  const pairs = checks.flatMap((check) => {
    const value = readOf(check)
    return value === null ? [] : [[check.key, value] as const]
  })
  return new Map(pairs)
}

type Listed = {
  /** Id of the current version; null if there is none. */
  readonly versionId: string | null
  readonly managedByAws: boolean
  readonly nextRotationAt: number | null
  readonly wiring: WiringFault | null
  /** Hosts to which the secret may be sent; null if its tags do not say. */
  readonly hosts: HostBinding | null
}

function listedAs(entry: SecretListEntry): Listed {
  const { Type, SecretVersionsToStages, NextRotationDate } = entry
  const current = Object.entries(SecretVersionsToStages ?? {}).find(([, stages]) => stages.includes('AWSCURRENT'))
  return {
    versionId: current?.[0] ?? null,
    managedByAws: isManaged({ Type }),
    nextRotationAt: NextRotationDate?.getTime() ?? null,
    wiring: wiringOf(entry),
    hosts: entry.Tags?.find(({ Key }) => Key === hostsTag)?.Value ?? null,
  }
}

/** Returns what stands against a rotation. `RotationEnabled` is false once somebody cancelled it, and absent if it was never configured. */
function wiringOf({
  Type,
  RotationEnabled,
  RotationLambdaARN,
}: Pick<SecretListEntry, 'Type' | 'RotationEnabled' | 'RotationLambdaARN'>): WiringFault | null {
  if (RotationLambdaARN === undefined && !isManaged({ Type })) return 'unwired'
  return RotationEnabled === false ? 'cancelled' : null
}

/** Returns true for a managed external secret. Only those have a type; AWS rotates them without a function. */
export function isManaged({ Type }: { readonly Type: string | undefined }): boolean {
  return (Type ?? '') !== ''
}

function pairOf(check: Check, versionId: string | null): readonly (readonly [CheckKey, string])[] {
  return versionId === null || check.secret?.stage !== 'AWSCURRENT' ? [] : [[check.key, versionId]]
}

/** Lists the secrets that a question sends: the credential, and a client that asks about it. */
const secretIdsOf = ({ secret, question }: Check): readonly string[] =>
  [...(secret === null ? [] : [secret]), ...questionSecrets(question).map(({ reference }) => reference)].flatMap(
    ({ source }) => (source.from === 'secrets-manager' ? [source.id] : []),
  )

/** Returns the secret's name or ARN as the config has it; `null` for other sources. */
export function secretIdOf({ secret }: Pick<Check, 'secret'>): string | null {
  return secret?.source.from === 'secrets-manager' ? secret.source.id : null
}
