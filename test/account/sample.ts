import { defineConfig, get, http, ours, secret, sqs } from '../../functions/config.ts'

/**
 * A config whose rotation always fails, since nobody answers at `tokenUrl`: what Secrets Manager does with a rotation that
 * stays pending is what most of the questions are about. The JSON form of a config, so that it can lie anywhere.
 */
export function sampleConfig(name: string, queueArn: string) {
  const client = secret(`${name}/client`, { clientId: 'id', clientSecret: 'secret' })
  return defineConfig({
    name,
    environments: { production: { page: [sqs(queueArn)] } },
    removal: 'destroy',
    checks: [
      http({
        id: 'token',
        secret: secret(`${name}/token`),
        ping: get('https://api.acme.example/me'),
        assert: ["login == 'bot'"],
        every: '5m',
        impact: 'Nothing: this is a proof',
        rotation: ours({
          grant: 'client_credentials',
          tokenUrl: 'https://id.acme.example/token',
          client,
          rotateWithin: '1d',
        }),
      }),
    ],
  })
}

/** The secrets of the sample, none of them worth anything. */
export function sampleSecrets(name: string): ReadonlyMap<string, string> {
  return new Map([
    [`${name}/token`, 'not-a-token'],
    [`${name}/client`, JSON.stringify({ id: 'nobody', secret: 'nothing' })],
    [`${name}/bare`, 'not-a-token-either'],
  ])
}
