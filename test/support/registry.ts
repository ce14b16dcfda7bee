import { aCheck, aSecret } from './check.ts'
import { type Behaviour, type HostileServer, type ReceivedRequest, startHostileServer } from './hostile-server.ts'
import { onLoopback, type Prober, startProber } from './probing.ts'

/** A registry that challenges every request without a credential, and its token service. */
export type Registry = {
  readonly server: HostileServer
  readonly prober: Prober
  readonly check: ReturnType<typeof aCheck>
}

export type RegistryOptions = {
  /** The answer of the token endpoint to a credential, and that of the registry where it wants the credential itself. */
  readonly token: Behaviour
  /** The answer of the token endpoint without a credential: a refusal, unless another is given. */
  readonly stranger?: Behaviour
  /** The answer of the registry to a token: 200, unless another is given. */
  readonly opens?: (token: string, path: string) => Behaviour
  /** A realm on the registry's own host, unless another is given. */
  readonly challenge?: (url: string) => string
  readonly repository?: string
  readonly tokenHost?: string
}

const refused: Behaviour = { kind: 'json', status: 401, body: { errors: [{ code: 'UNAUTHORIZED' }] } }
const opened: Behaviour = { kind: 'json', headers: { 'docker-distribution-api-version': 'registry/2.0' }, body: {} }

export async function withRegistry(
  {
    token,
    challenge,
    stranger = refused,
    opens = () => opened,
    repository,
    tokenHost = 'auth.acme.example',
  }: RegistryOptions,
  test: (registry: Registry) => Promise<void>,
): Promise<void> {
  const say = challenge ?? ((url) => `Bearer realm="${url}/token",service="registry.acme.example"`)
  let url = ''
  const server = await startHostileServer((request: ReceivedRequest): Behaviour => {
    const authorization = request.headers['authorization']
    if (request.url.startsWith('/token')) return authorization === undefined ? stranger : token
    const shown = /^Bearer (?<token>.*)$/.exec(String(authorization))?.groups?.['token']
    if (shown !== undefined) return opens(shown, request.url)
    if (authorization !== undefined) return token
    return { kind: 'json', status: 401, headers: { 'www-authenticate': say(url) }, body: {} }
  })
  url = server.url
  const prober = startProber(JSON.stringify({ user: 'ci', password: 'CANARY-password' }))
  const check = aCheck({
    profile: 'container-registry',
    question: { kind: 'registry', url: `${server.url}/v2/`, tokenHost, repository: repository ?? null },
    secret: aSecret({ user: 'user', password: 'password' }),
    ...onLoopback,
  })
  try {
    await test({ server, prober, check })
  } finally {
    await prober.close()
    await server.close()
  }
}
