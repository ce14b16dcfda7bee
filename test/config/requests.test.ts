import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  basic,
  cookie,
  existing,
  form,
  fromEnv,
  fromFile,
  get,
  header,
  http,
  json,
  login,
  ours,
  post,
  query,
  raw,
  secret,
} from 'tokenwatch'
import { plainTerms } from '../../functions/core/model/ours.ts'
import { bearerPlacement, clientInput, expandedCheck, wholeSecret, wikiInput } from './reading.ts'

describe('a check', () => {
  it('asks for the canonical spelling of a URL', () => {
    const { question } = expandedCheck(http({ ...wikiInput, ping: get('HTTPS://Wiki.Acme.Example:443/a/../me?x=%41') }))
    assert.equal(question.kind === 'request' && question.ping.url, 'https://wiki.acme.example/me?x=%41')
  })

  it('may lack the permission for its ping, where the config says so', () => {
    const asked = [get('https://a.example/'), get('https://a.example/', { optional: true })].map((ping) => {
      const { question } = expandedCheck(http({ ...wikiInput, ping }))
      return question.kind === 'request' && (question.ping.optional ?? false)
    })
    assert.deepEqual(asked, [false, true])
  })

  it('may name what a permission or an outage looks like', () => {
    const answers = (['under_scoped', 'suspended', 'timed_out', 'settling', 'unrecognized'] as const).map((means) => ({
      status: 403,
      when: `code == '${means}'`,
      means,
    }))
    assert.deepEqual(expandedCheck(http({ ...wikiInput, answers })).answers, answers)
  })

  it('reads secrets from Secrets Manager, variables and files, whole or by field', () => {
    const references = [
      secret('a'),
      secret('a', 'key', { stage: 'AWSPENDING' }),
      fromEnv('A', { token: 'key' }),
      fromFile('./a', undefined, { trimNewline: true }),
    ].map((source) => expandedCheck(http({ ...wikiInput, secret: source })).secret)
    assert.deepEqual(references, [
      { ...wholeSecret, source: { from: 'secrets-manager', id: 'a' } },
      { ...wholeSecret, source: { from: 'secrets-manager', id: 'a' }, fields: { token: 'key' }, stage: 'AWSPENDING' },
      { ...wholeSecret, source: { from: 'environment', variable: 'A' }, fields: { token: 'key' } },
      { ...wholeSecret, source: { from: 'file', path: './a' }, trimNewline: true },
    ])
  })

  it('places credentials in headers, basic authentication and queries', () => {
    const send = (placement: Parameters<typeof http>[0]['send'], fields?: Parameters<typeof secret>[1]) => {
      const { question } = expandedCheck(http({ ...wikiInput, secret: secret('a', fields), send: placement }))
      return question.kind === 'request' ? question.send : []
    }
    assert.deepEqual(send(header('x-api-key')), [{ in: 'header', name: 'x-api-key', prefix: '', role: 'token' }])
    assert.deepEqual(send(basic(), { user: 'u', password: 'p' }), [
      { in: 'basic', user: { role: 'user' }, passwordRole: 'password' },
    ])
    assert.deepEqual(send(basic({ user: 'x-token' })), [
      { in: 'basic', user: { literal: 'x-token' }, passwordRole: 'token' },
    ])
    assert.deepEqual(send(basic({ userRole: 'token' })), [{ in: 'basic', user: { role: 'token' }, passwordRole: null }])
    assert.deepEqual(
      send([header('x-id', { role: 'clientId' }), query('key', { role: 'apiKey' })], { clientId: 'i', apiKey: 'k' }),
      [
        { in: 'header', name: 'x-id', prefix: '', role: 'clientId' },
        { in: 'query', name: 'key', role: 'apiKey' },
      ],
    )
  })

  it('places credentials in cookies, in bodies and as whole values', () => {
    const send = (placement: Parameters<typeof http>[0]['send'], body?: string) => {
      const ping = post('https://wiki.acme.example/api', {
        sideEffects: 'none',
        ...(body === undefined ? {} : { body }),
      })
      const { question } = expandedCheck(http({ ...wikiInput, ping, send: placement }))
      return question.kind === 'request' ? question.send : []
    }
    const whole = { in: 'header', prefix: '', role: 'token', raw: true }
    assert.deepEqual(send(raw()), [{ ...whole, name: 'authorization' }])
    assert.deepEqual(send(raw('x-auth')), [{ ...whole, name: 'x-auth' }])
    assert.deepEqual(send(cookie('session')), [{ in: 'cookie', name: 'session', role: 'token' }])
    assert.deepEqual(send(form('token'), 'grant=a&b=c'), [{ in: 'form', name: 'token', role: 'token' }])
    assert.deepEqual(send(json('api_key')), [{ in: 'json', name: 'api_key', role: 'token' }])
    assert.deepEqual(send([json('params.0')], '{"params":[null]}'), [{ in: 'json', name: 'params.0', role: 'token' }])
  })

  it('logs in first, and sends the session as it came', () => {
    const logged = (options: Parameters<typeof login>[1]) => {
      const { question } = expandedCheck(
        http({ ...wikiInput, login: login('https://wiki.acme.example/login', options) }),
      )
      assert.ok(question.kind === 'login')
      return question
    }
    assert.deepEqual(logged({ send: json('key'), session: { cookie: 'sid' } }), {
      kind: 'login',
      login: { method: 'POST', url: 'https://wiki.acme.example/login', headers: {}, body: null },
      loginSend: [{ in: 'json', name: 'key', role: 'token' }],
      session: { cookie: 'sid' },
      expires: null,
      ping: { method: 'GET', url: 'https://wiki.acme.example/api/me', headers: {}, body: null },
      send: [{ in: 'cookie', name: 'sid', role: 'token' }],
    })
    const { session, send, expires } = logged({
      method: 'GET',
      send: query('key'),
      session: { header: 'X-Session' },
      expires: { at: 'until', format: 'epoch_seconds' },
    })
    assert.deepEqual([session, send], [{ header: 'x-session' }, [bearerPlacement]])
    assert.deepEqual(expires, { at: 'until', format: 'epoch_seconds' })
  })

  it('sends a POST that is declared harmless', () => {
    const ping = post('https://api.example/graphql', {
      body: '{"query":"{me}"}',
      sideEffects: 'none',
      headers: { 'content-type': 'application/json' },
    })
    const { question } = expandedCheck(http({ ...wikiInput, ping }))
    assert.deepEqual(question.kind === 'request' && question.ping, {
      method: 'POST',
      url: 'https://api.example/graphql',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{me}"}',
    })
  })

  it('names the rotation', () => {
    const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate'
    const rotations = [
      'manual' as const,
      existing({ functionArn, rotateWithin: '7d' }),
      ours({
        grant: 'client_credentials',
        tokenUrl: 'https://id.example/token',
        client: clientInput,
        rotateWithin: '10m',
      }),
    ].map((rotation) => expandedCheck(http({ ...wikiInput, rotation })).rotation)
    assert.deepEqual(
      rotations.map(({ by }) => by),
      ['manual', 'existing', 'ours'],
    )
    assert.deepEqual(rotations[1], { by: 'existing', functionArn, rotateWithinSeconds: 604_800 })
    assert.deepEqual(rotations[2], {
      by: 'ours',
      grant: 'client_credentials',
      tokenUrl: 'https://id.example/token',
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      client: {
        ...wholeSecret,
        source: { from: 'secrets-manager', id: 'client' },
        fields: { clientId: 'id', clientSecret: 'key' },
      },
      rotateWithinSeconds: 600,
      terms: plainTerms,
    })
  })

  it('may reach a private address that it allows by name, even without TLS', () => {
    for (const url of [
      'http://127.0.0.1:8080/me',
      'http://localhost:8080/me',
      'http://api.internal/me',
      'https://127.1/me',
    ])
      assert.deepEqual(
        expandedCheck(http({ ...wikiInput, ping: get(url), allowPrivate: ['127.0.0.0/8'] })).allowPrivate,
        ['127.0.0.0/8'],
      )
  })
})
