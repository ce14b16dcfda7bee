import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { jwt, secret } from '../../functions/config.ts'
import { secretsOf } from '../../functions/core/model/secret-references.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))
const privatePem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
const tooShort = String(generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }))

function expanded(options: Partial<Parameters<typeof jwt>[0]>) {
  const check = jwt({ id: 'session', secret: secret('session'), impact: 'Nobody can log in', ...options })
  return expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
}

const problemsOf = (options: Parameters<typeof expanded>[0]) => {
  const expansion = expanded(options)
  return expansion.ok ? [] : expansion.problems
}

it('a JWT may be signed for a public key that the check holds', () => {
  const expansion = expanded({ publicKey: pem })
  const question = expansion.ok ? expansion.deployment.checks[0]?.question : expansion.problems
  assert.deepEqual(question, {
    kind: 'jwt',
    issuer: null,
    audience: null,
    jwksUrl: null,
    key: { kind: 'public', pem: pem.trim() },
    ping: null,
    send: [],
  })
})

it('a JWT may be signed with a secret that the probe reads too', () => {
  const expansion = expanded({ sharedSecret: secret('signing') })
  const check = expansion.ok ? expansion.deployment.checks[0] : undefined
  assert.ok(check !== undefined)
  assert.deepEqual(
    secretsOf(check).map(({ field }) => field),
    ['secret', 'sharedSecret'],
  )
})

it('a public key is refused by the name of its field, with an example, and without its text', () => {
  for (const publicKey of ['key', privatePem, `${pem}${pem}`, `${pem}${privatePem}`, tooShort, 'a\n'.repeat(9)]) {
    const problems = problemsOf({ publicKey })
    assert.ok(problems.length > 0)
    for (const { field, message } of problems) {
      assert.equal(field, 'publicKey')
      assert.doesNotMatch(message, /MII|[A-Za-z0-9+/]{40}/)
    }
    assert.ok(problems.some(({ message }) => message.includes('-----BEGIN PUBLIC KEY-----')))
  }
})

it('two sources of one key are refused: the message names both', () => {
  const jwks = 'https://login.acme.example/keys'
  for (const [options, field, first] of [
    [{ jwks, publicKey: pem }, 'publicKey', 'jwks'],
    [{ jwks, sharedSecret: secret('signing') }, 'sharedSecret', 'jwks'],
    [{ publicKey: pem, sharedSecret: secret('signing') }, 'sharedSecret', 'publicKey'],
  ] as const) {
    const [problem, ...more] = problemsOf(options)
    assert.deepEqual([problem?.field, more], [field, []])
    assert.match(problem?.message ?? '', new RegExp(`drop ${first}$`))
  }
})
