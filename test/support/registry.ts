import { aCheck, aSecret } from './check.ts'
import { type Behaviour, type HostileServer, type ReceivedRequest, startHostileServer } from './hostile-server.ts'
import { onLoopback, type Prober, startProber } from './probing.ts'

/** A registry that challenges every request without a credential, and its token service. */
export type Registry = {
  readonly server: HostileServer
  readonly prober: Prober
  readonly check: ReturnType<typeof aCheck>
}

/** The challenge with a realm on the registry's own host, unless another is given. */
export async function withRegistry(
  { token, challenge }: { readonly token: Behaviour; readonly challenge?: (url: string) => string },
  test: (registry: Registry) => Promise<void>,
): Promise<void> {
  const say = challenge ?? ((url) => `Bearer realm="${url}/token",service="registry.acme.example"`)
  let url = ''
  const server = await startHostileServer((request: ReceivedRequest): Behaviour => {
    if (request.url.startsWith('/token') || request.headers['authorization'] !== undefined) return token
    return { kind: 'json', status: 401, headers: { 'www-authenticate': say(url) }, body: {} }
  })
  url = server.url
  const prober = startProber(JSON.stringify({ user: 'ci', password: 'CANARY-password' }))
  const check = aCheck({
    profile: 'container-registry',
    question: { kind: 'registry', url: `${server.url}/v2/`, tokenHost: 'auth.acme.example', repository: null },
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
