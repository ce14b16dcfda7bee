import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Config, fromEnv, http, secret } from 'tokenwatch'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { deploymentOf, wholeSecret, wiki } from './reading.ts'

const config = { name: 'acme', environments: { production: {} }, checks: [http(wiki)] }

const read = (heartbeatUrl: NonNullable<Config['heartbeatUrl']>) => deploymentOf({ ...config, heartbeatUrl })

function refusals(heartbeatUrl: unknown): readonly string[] {
  const expansion = expandConfig({ ...config, heartbeatUrl })
  return expansion.ok ? [] : expansion.problems.map(({ field, message }) => `${field}: ${message}`)
}

describe('the address of a heartbeat', () => {
  it('may be written down, or kept in a secret', () => {
    assert.deepEqual(read('https://watch.acme.example/ping').heartbeatUrl, { url: 'https://watch.acme.example/ping' })
    assert.deepEqual(read(secret('wiki')).heartbeatUrl, { secret: wholeSecret })
  })

  const outside = 'heartbeatUrl: expected an https URL with a public host: whoever watches has to be outside'
  const bad: readonly (readonly [what: string, value: unknown, said: string])[] = [
    ['plain http', 'http://watch.acme.example/ping', outside],
    ['a host in this network', 'https://10.0.0.7/ping', outside],
    ['this machine', 'https://localhost/ping', outside],
    [
      'a user in it',
      'https://me:x@watch.acme.example/ping',
      'heartbeatUrl: a URL must not hold a user or password: keep them in a secret and send them with basic()',
    ],
    [
      'a number',
      5,
      "heartbeatUrl: expected an absolute https URL, or secret('<name>') where it is kept, found a number",
    ],
    [
      'a secret of two roles',
      secret('wiki', { clientId: 'id', clientSecret: 'key' }),
      "heartbeatUrl: the secret has to name token and nothing else: secret('<name>', { token: '<key>' })",
    ],
  ]
  for (const [what, value, said] of bad)
    it(`is refused where it is ${what}`, () => assert.deepEqual(refusals(value), [said]))

  it('has to be in Secrets Manager where the functions run in AWS', () => {
    const found = problemsForAws(read(fromEnv('WATCH'))).filter(({ field }) => field === 'heartbeatUrl')
    assert.deepEqual(
      found.map(({ check, message }) => [check, message.startsWith('a function in AWS has no such place')]),
      [[null, true]],
    )
  })
})
