import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { format, inspect } from 'node:util'
import { Credential } from '../../../functions/core/model/credential.ts'
import { echoes, secretValue } from '../../support/echoes.ts'
import { fc } from '../../support/property.ts'
import { sourcesOf } from '../../support/sources.ts'

const value = 'marked-7f3a9c-marked'
const credential = new Credential({ token: value, clientSecret: value }, 'version-1')

/** Every way in which a log line or an error could turn a value into text. */
const printings: Readonly<Record<string, (printed: object) => string>> = {
  'String()': (printed) => String(printed),
  'a template': (printed) => `${printed}`,
  'a joined list': (printed) => ['it is', printed].join(' '),
  'JSON.stringify': (printed) => JSON.stringify({ printed, list: [printed] }),
  inspect: (printed) => inspect({ printed }, { depth: null, showHidden: true, getters: true }),
  'inspect without our word on it': (printed) =>
    inspect(printed, { customInspect: false, showHidden: true, depth: null }),
  'format %s': (printed) => format('%s', printed),
  'format %o': (printed) => format('%o', printed),
  'format %O': (printed) => format('%O', printed),
  'format %j': (printed) => format('%j', printed),
  'format %d': (printed) => format('%d', printed),
  'an error': (printed) => inspect(new Error(`failed with ${printed}`, { cause: printed })),
  'its own keys': (printed) => inspect(Object.entries(Object.getOwnPropertyDescriptors(printed))),
  'a copy': (printed) => inspect(structuredClone(printed), { showHidden: true }),
}

describe('a credential', () => {
  it('gives the value of a role to the modules that may open it', () => {
    assert.deepEqual([credential.open('token'), credential.versionId], [value, 'version-1'])
  })

  it('treats a role that was not read as a bug, and does not reveal its values', () => {
    for (const role of ['password', '__proto__', 'constructor'])
      assert.throws(() => credential.open(role), { message: `the credential has no role ${role}` })
  })

  for (const [how, print] of Object.entries(printings))
    it(`shows nothing of its value in ${how}`, () => assert.doesNotMatch(print(credential), /marked/))

  it('is printed as a secret, without its value', () => {
    for (const how of ['String()', 'a template', 'inspect', 'format %o', 'JSON.stringify'])
      assert.match(printings[how]?.(credential) ?? '', /\[secret\]/)
  })

  it('shows nothing of any value, however it is printed', () => {
    fc.assert(
      fc.property(secretValue, (secret) => {
        const holder = new Credential({ token: secret }, null)
        for (const print of Object.values(printings)) assert.ok(!print(holder).includes(secret))
      }),
    )
  })
})

describe('two credentials', () => {
  const of = (values: Readonly<Record<string, string>>) => new Credential(values, null)
  it('are equal if every role has the same value, whatever their versions', () => {
    fc.assert(
      fc.property(secretValue, secretValue, (id, secret) => {
        assert.ok(of({ id, secret }).sameAs(new Credential({ secret, id }, 'version-2')))
      }),
    )
  })

  it('differ if one value differs, or one of them has another role', () => {
    assert.ok(!of({ id: 'a', secret: 'b' }).sameAs(of({ id: 'a', secret: 'c' })))
    assert.ok(!of({ id: 'a' }).sameAs(of({ id: 'a', secret: 'b' })))
    assert.ok(!of({ id: 'a', secret: 'b' }).sameAs(of({ id: 'a', other: 'b' })))
    assert.ok(!of({ token: 'a' }).sameAs(of({ token: 'ab' })))
  })

  it('without a value are never equal', () => assert.ok(!of({}).sameAs(of({}))))
})

describe('a text from outside', () => {
  for (const [how, encode] of Object.entries(echoes))
    it(`is known to hold the value ${how}`, () => {
      fc.assert(
        fc.property(secretValue, fc.string(), (secret, before) => {
          assert.ok(new Credential({ token: secret }, null).isIn(`${before} ${encode(secret, before)}`))
        }),
      )
    })

  it('is known to hold any eight characters of the value', () => {
    fc.assert(
      fc.property(secretValue, fc.nat(), (secret, at) => {
        const start = at % (secret.length - 7)
        assert.ok(new Credential({ token: secret }, null).isIn(`<${secret.slice(start, start + 8)}>`))
      }),
    )
  })

  it('is searched for every role of the credential', () => {
    assert.ok(new Credential({ clientId: 'billing', clientSecret: value }, null).isIn(`you sent ${value}`))
  })

  const harmless = ['', 'marked-', 'the word marked and others', 'MARKED', Buffer.from('another').toString('base64')]
  for (const text of harmless)
    it(`such as ${JSON.stringify(text)} does not hold it`, () => assert.equal(credential.isIn(text), false))

  it('is not taken for the value of a role that is too short to be recognized', () => {
    assert.equal(new Credential({ user: 'bot' }, null).isIn('a robot is a bot'), false)
  })

  it('can be searched for a value that is not well-formed Unicode', () => {
    assert.equal(new Credential({ token: `broken \ud800 ${value}` }, null).isIn(value), true)
  })
})

it('only these modules open a credential: they make a request, a proof or a stored value from it', () => {
  const opening = [...sourcesOf('functions', 'cli')]
    .filter(([, source]) => /\.open\(/.test(source))
    .map(([path]) => path)
  assert.deepEqual(opening, [
    'functions/core/alerting/pagerduty.ts',
    'functions/core/probe/ask/certificate.ts',
    'functions/core/probe/ask/introspection.ts',
    'functions/core/probe/ask/jwt-key.ts',
    'functions/core/probe/ask/jwt.ts',
    'functions/core/probe/ask/place.ts',
    'functions/core/probe/ask/registry-token.ts',
    'functions/core/probe/ask/signed-jwt.ts',
    'functions/core/probe/ask/sigv4.ts',
    'functions/core/probe/kind-of-credential.ts',
    'functions/core/probe/oauth/client-credentials.ts',
    'functions/core/probe/oauth/introspection.ts',
    'functions/core/probe/oauth/refresh-token.ts',
    'functions/core/rotation/next-value.ts',
    'functions/core/rotation/rotators/github-app.ts',
    'functions/core/rotation/rotators/open.ts',
    'functions/core/watchdog/heartbeat.ts',
  ])
})
