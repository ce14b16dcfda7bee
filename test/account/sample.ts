import { defineConfig, email, get, http, https, lambda, ours, secret, sqs } from '../../functions/config.ts'
import type { Inboxes } from './inboxes.ts'

/** Everybody who is paged by a proof. */
export type SampleAudience = { readonly queueArn: string; readonly functionArn: string; readonly inboxes: Inboxes }

/** Environments of the sample: each kind of subscriber hears its pages, and the queue everything. */
export function sampleEnvironments({ queueArn, functionArn, inboxes }: SampleAudience) {
  const page = [
    sqs(queueArn),
    lambda(functionArn),
    ...(inboxes.email === null ? [] : [email(inboxes.email)]),
    ...(inboxes.https === null ? [] : [https(inboxes.https)]),
  ]
  return { production: { page, notice: [sqs(queueArn)], watcher: [sqs(queueArn)] } }
}

/**
 * Config whose rotation always fails, because no server answers at `tokenUrl`: most questions are about a rotation that stays
 * pending. It is the JSON form of a config, so that it can be stored in any folder.
 */
export function sampleConfig(name: string, audience: SampleAudience) {
  const client = secret(`${name}/client`, { clientId: 'id', clientSecret: 'secret' })
  return defineConfig({
    name,
    environments: sampleEnvironments(audience),
    removal: 'destroy',
    checks: [
      // Its secret does not exist.
      http({
        id: 'absent',
        secret: secret(`${name}/absent`),
        ping: get('https://api.acme.example/me'),
        assert: ["login == 'bot'"],
        every: '1m',
        misconfiguredAfter: 1,
        impact: 'Nothing: this is a proof',
      }),
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

/** Secrets of the sample. None of them is worth anything. */
export function sampleSecrets(name: string): ReadonlyMap<string, string> {
  return new Map([
    [`${name}/token`, 'not-a-token'],
    [`${name}/client`, JSON.stringify({ id: 'nobody', secret: 'nothing' })],
    [`${name}/bare`, 'not-a-token-either'],
  ])
}
