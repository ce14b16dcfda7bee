/** Words of the user about fields of secrets, requests and answers, by name. They outrank the name's own sound. */
export type FieldWords = { readonly secret: readonly string[]; readonly public: readonly string[] }

export const noFieldWords: FieldWords = { secret: [], public: [] }

/** Last words of names whose values are no secrets: addresses, ids, kinds and times. */
const publicEndings: ReadonlySet<string> = new Set([
  'account',
  'alg',
  'algorithm',
  'app',
  'application',
  'arn',
  'aud',
  'audience',
  'bucket',
  'client',
  'cluster',
  'comment',
  'country',
  'created',
  'currency',
  'database',
  'date',
  'dbname',
  'description',
  'domain',
  'driver',
  'email',
  'endpoint',
  'engine',
  'environment',
  'exp',
  'expires',
  'expiry',
  'family',
  'fingerprint',
  'format',
  'grant',
  'host',
  'hostname',
  'iat',
  'id',
  'identifier',
  'in',
  'instance',
  'iss',
  'issuer',
  'kid',
  'label',
  'length',
  'locale',
  'login',
  'method',
  'mode',
  'name',
  'namespace',
  'note',
  'org',
  'organization',
  'owner',
  'path',
  'port',
  'project',
  'protocol',
  'provider',
  'queue',
  'realm',
  'region',
  'resource',
  'role',
  'schema',
  'scope',
  'scopes',
  'service',
  'stage',
  'state',
  'status',
  'sub',
  'subject',
  'table',
  'team',
  'tenant',
  'time',
  'timestamp',
  'timezone',
  'topic',
  'ttl',
  'type',
  'unit',
  'uri',
  'url',
  'user',
  'username',
  'version',
  'zone',
])

/** Returns true if the value of a field must not appear anywhere. In a secret, every field is one that no name clears. */
export function isSecretField(name: string, words: FieldWords = noFieldWords): boolean {
  if (words.secret.includes(name)) return true
  if (words.public.includes(name)) return false
  const parts = wordsOf(name)
  return !(parts.includes('public') || publicEndings.has(parts.at(-1) ?? ''))
}

/** Splits `tokenUrl`, `token_url` and `X-Token-URL` into their words, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
