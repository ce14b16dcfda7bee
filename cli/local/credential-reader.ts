import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { clientOptions } from '../../functions/aws/clients.ts'
import type { Check } from '../../functions/core/model/check.ts'
import type { SecretSource } from '../../functions/core/model/secret-reference.ts'
import { secretsOf } from '../../functions/core/model/secret-references.ts'
import { readSecret, type SecretFailure, type StoredSecret } from '../../functions/core/model/secret-value.ts'
import type { AttemptDependencies } from '../../functions/core/probe/attempt.ts'
import { signIn } from '../aws/sign-in.ts'
import { CommandFailure } from '../framework/failure.ts'

/** Sources of secrets on this machine. */
export type SecretsHere = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Path of the config. Secret files are relative to its folder. */
  readonly config: string
  /** A JSON file of names and values, read instead of Secrets Manager and Parameter Store. */
  readonly secrets?: string | undefined
  readonly region?: string | undefined
}

type ReadCredential = AttemptDependencies['readCredential']

/**
 * Reads secrets by explicit reference: a variable, a file, a name in Secrets Manager or Parameter Store. Connects to AWS only if a check
 * reads from there and no file replaces it. Fails with one line if there are no AWS credentials.
 */
export async function openCredentialReader(checks: readonly Check[], here: SecretsHere): Promise<ReadCredential> {
  const named = here.secrets === undefined ? null : await readNamed(here.secrets)
  const isStored = checks.flatMap(secretsOf).some(({ reference }) => isInAws(reference.source))
  const readStored = isStored && named === null ? await connectStores(here) : null
  return async (reference, options) => {
    if (isInAws(reference.source) && readStored !== null) return readStored(reference, options)
    const found = await find(reference.source, here, named)
    return 'kind' in found ? found : readSecret(found, reference, options.expiryField ?? null)
  }
}

const isInAws = ({ from }: SecretSource) => from === 'secrets-manager' || from === 'parameter-store'

async function connectStores({ region, environment }: SecretsHere): Promise<ReadCredential> {
  const [{ SecretsManagerClient }, { openSecrets }, stores] = await Promise.all([
    import('@aws-sdk/client-secrets-manager'),
    import('../../functions/aws/secrets.ts'),
    import('../../functions/aws/parameters.ts'),
  ])
  const options = { ...clientOptions, ...(region === undefined ? {} : { region }) }
  const client = new SecretsManagerClient(options)
  await signIn(client, environment)
  const parameters = stores.openParameters(() => stores.connectParameters(options), Date.now)
  return stores.openCredentialStores(openSecrets(client, Date.now), parameters).readCredential
}

async function readNamed(file: string): Promise<ReadonlyMap<string, string>> {
  const { readSecretsFile } = await import('../../local/secret-sources.ts')
  const named = await readSecretsFile(file)
  if (named === 'not_a_file')
    throw new CommandFailure('usage', `${file}: no such file; --secrets expects a JSON file of secret names and values`)
  if (named === 'not_an_object')
    throw new CommandFailure('usage', `${file}: expected one JSON object of secret names and values`)
  return named
}

/** Returns an empty variable or file as a value, so that the check can report that it is empty. */
async function find(
  source: SecretSource,
  { environment, config }: SecretsHere,
  named: ReadonlyMap<string, string> | null,
): Promise<StoredSecret | SecretFailure> {
  switch (source.from) {
    case 'secrets-manager':
      return valueOr(named?.get(source.id), 'not_in_the_file')
    case 'parameter-store':
      return valueOr(named?.get(source.name), 'not_in_the_file')
    case 'environment':
      return valueOr(environment[source.variable], 'variable_not_set')
    case 'file':
      return valueOr(
        await readFile(resolve(dirname(config), source.path), 'utf8').catch(() => undefined),
        'no_such_file',
      )
  }
}

function valueOr(value: string | undefined, code: string): StoredSecret | SecretFailure {
  return value === undefined ? { kind: 'failure', reason: 'secret_missing', code } : { value, versionId: null }
}
