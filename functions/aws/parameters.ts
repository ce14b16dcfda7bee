import type {
  DescribeParametersResult,
  GetParameterResult,
  ListTagsForResourceResult,
  Parameter,
  SSMClientConfig,
} from '@aws-sdk/client-ssm'
import { type HostBinding, hostsTag } from '../core/model/host-binding.ts'
import { readSecret, type SecretFailure, type StoredSecret } from '../core/model/secret-value.ts'
import { errorName } from './clients.ts'
import { openHeldValues } from './held-values.ts'
import { isAccessDenied, notListed, type Secrets, type SecretsAhead } from './secrets.ts'

/** Calls of Parameter Store. One page of `describe` shows at most fifty names. */
export type ParameterCalls = {
  get(name: string): Promise<GetParameterResult>
  describe(names: readonly string[], token: string | undefined): Promise<DescribeParametersResult>
  tags(name: string): Promise<ListTagsForResourceResult>
}

/** Names of one DescribeParameters call, and parameters in one of its answers, at most. */
export const parametersPerCall = 50

/** Loads the client of Systems Manager, for configs that name a parameter. */
export async function connectParameters(options: SSMClientConfig): Promise<ParameterCalls> {
  const { DescribeParametersCommand, GetParameterCommand, ListTagsForResourceCommand, SSMClient } = await import(
    '@aws-sdk/client-ssm'
  )
  const client = new SSMClient(options)
  return {
    get: (name) => client.send(new GetParameterCommand({ Name: name, WithDecryption: true })),
    describe: (names, token) =>
      client.send(
        new DescribeParametersCommand({
          ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [...names] }],
          MaxResults: parametersPerCall,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      ),
    tags: (name) => client.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name })),
  }
}

/** Reasons by the error of GetParameter (docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html). */
const reasons: ReadonlyMap<string, SecretFailure['reason']> = new Map([
  ['ParameterNotFound', 'secret_missing'],
  ['ValidationException', 'secret_missing'],
  ['AccessDeniedException', 'secret_denied'],
  ['UnrecognizedClientException', 'secret_denied'],
  ['ExpiredTokenException', 'secret_denied'],
  // The key of the parameter is disabled, is to be deleted, or is gone.
  ['InvalidKeyId', 'secret_denied'],
])

export type ParameterOptions = {
  readonly heldForMs?: number
  /** Reads the tag that binds a parameter to hosts with each value. Without its answer no value is handed out. */
  readonly bound?: boolean
}

/** Reads the newest versions of parameters for one container, with a cache of ten minutes as for secrets. */
export function openParameters(
  connect: () => Promise<ParameterCalls>,
  now: () => number,
  { heldForMs, bound = false }: ParameterOptions = {},
): Secrets {
  const { read } = openHeldValues(now, heldForMs)
  let calls: Promise<ParameterCalls> | null = null
  return {
    async readCredential(reference, { unlisted = false, expiryField = null, ...options }) {
      if (reference.source.from !== 'parameter-store')
        return { kind: 'failure', reason: 'secret_missing', code: 'not_in_parameter_store' }
      const { name } = reference.source
      calls ??= connect()
      const connected = await calls
      const stored = await read(name, options, () => fetchStored(connected, name, bound))
      if ('kind' in stored) return unlisted && isAccessDenied(stored) ? notListed : stored
      return readSecret(stored, reference, expiryField)
    },
  }
}

/** Reads each credential from the store that its reference names. */
export function openCredentialStores(secretsManager: SecretsAhead, parameters: Secrets): SecretsAhead {
  return {
    readAhead: secretsManager.readAhead,
    readCredential: (reference, options) =>
      (reference.source.from === 'parameter-store' ? parameters : secretsManager).readCredential(reference, options),
  }
}

/**
 * Returns the id of a version: its number and its date, such as `2 of 2026-11-30T10:00:00.000Z`. A parameter that was deleted and stored
 * again counts from one, under the numbers of the one before.
 */
export function versionIdOf({
  Version,
  LastModifiedDate,
}: Pick<Parameter, 'Version' | 'LastModifiedDate'>): string | null {
  if (Version === undefined) return null
  return LastModifiedDate === undefined ? String(Version) : `${Version} of ${LastModifiedDate.toISOString()}`
}

/** Reads a value, and its tag where it is asked for: one call more for each read that is not answered from memory. */
async function fetchStored(calls: ParameterCalls, name: string, bound: boolean): Promise<StoredSecret | SecretFailure> {
  if (!bound) return fetchParameter(calls, name)
  const [stored, hosts] = await Promise.all([fetchParameter(calls, name), fetchHosts(calls, name)])
  if ('kind' in stored) return stored
  return 'kind' in hosts ? hosts : { ...stored, ...hosts }
}

async function fetchHosts(
  calls: ParameterCalls,
  name: string,
): Promise<{ readonly hosts: HostBinding | null } | SecretFailure> {
  try {
    const { TagList = [] } = await calls.tags(name)
    return { hosts: TagList.find(({ Key }) => Key === hostsTag)?.Value ?? null }
  } catch (error) {
    const code = errorName(error)
    return code === 'AccessDeniedException'
      ? { kind: 'failure', reason: 'secret_denied', code: 'tags_denied' }
      : { kind: 'failure', reason: 'secret_unavailable', code }
  }
}

async function fetchParameter(calls: ParameterCalls, name: string): Promise<StoredSecret | SecretFailure> {
  try {
    const { Parameter = {} } = await calls.get(name)
    const { Type, Value = '' } = Parameter
    // Whoever may read a plain parameter needs no key for it: no credential is taken from there.
    if (Type !== 'SecureString') return { kind: 'failure', reason: 'secret_malformed', code: 'not_a_secure_string' }
    return { value: Value, versionId: versionIdOf(Parameter) }
  } catch (error) {
    const code = errorName(error)
    return { kind: 'failure', reason: reasons.get(code) ?? 'secret_unavailable', code }
  }
}
