import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { challengesIn, scopesAskedFor } from '../../../functions/core/probe/challenge.ts'

type Found = readonly [scheme: string, parameters?: Readonly<Record<string, string>>]

describe('the challenges of a WWW-Authenticate header', () => {
  const headers: [string | null, readonly Found[]][] = [
    [null, []],
    ['', []],
    [' , ', []],
    ['Bearer', [['bearer']]],
    ['Basic realm="simple"', [['basic', { realm: 'simple' }]]],
    ['Bearer scope=a', [['bearer', { scope: 'a' }]]],
    [
      'Bearer realm=https://id.example/token,service=registry',
      [['bearer', { realm: 'https://id.example/token', service: 'registry' }]],
    ],
    ['BEARER Realm = "Simple" , SCOPE="repo  hook"', [['bearer', { realm: 'Simple', scope: 'repo  hook' }]]],
    ['Bearer realm="a, Basic realm=b", scope="x"', [['bearer', { realm: 'a, Basic realm=b', scope: 'x' }]]],
    [String.raw`Basic realm="say \"hi\" \\"`, [['basic', { realm: String.raw`say "hi" \ `.trim() }]]],
    ['Basic realm=""', [['basic', { realm: '' }]]],
    ['Bearer realm="a" scope="b"', [['bearer', { realm: 'a', scope: 'b' }]]],
    ['Bearer scope="mine", scope="theirs"', [['bearer', { scope: 'mine' }]]],
    ['Basic, Bearer', [['basic'], ['bearer']]],
    ['Negotiate, Basic realm="b"', [['negotiate'], ['basic', { realm: 'b' }]]],
    ['Negotiate YWJj==, Bearer realm="b"', [['negotiate'], ['bearer', { realm: 'b' }]]],
    [
      'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
      [
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
        ['basic', { realm: 'simple' }],
      ],
    ],
    ['Digest qop="auth, auth-int", nonce="x", Bearer', [['digest', { qop: 'auth, auth-int', nonce: 'x' }], ['bearer']]],
    ['Bearer realm="never closed', []],
    ['realm="of no scheme"', []],
    ['Bearer realm="a"b', []],
    ['Bearer @', []],
    ['{"error":"invalid_token"}', []],
  ]
  for (const [header, found] of headers)
    it(`${JSON.stringify(header)} are ${found.map(([scheme]) => scheme).join(' and ') || 'none'}`, () => {
      assert.deepEqual(
        challengesIn(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]),
        found.map(([scheme, parameters = {}]) => [scheme, parameters]),
      )
    })

  it('are read in linear time if the header is long and malformed', () => {
    for (const piece of [' ', ',', 'a ', 'a=b ', '"', '\\"', 'a="', 'a = ', '=']) {
      const length = 16_384
      assert.ok(challengesIn(`Bearer ${piece.repeat(length / piece.length)}`).length < length, piece)
    }
  })
})

describe('a challenge', () => {
  const challenges: [string | null, readonly string[]][] = [
    [null, []],
    ['Bearer', []],
    ['Bearer scope="repo"', []],
    ['Bearer error="invalid_token", scope="repo"', []],
    ['Bearer error="insufficient_scope"', []],
    ['Bearer error="insufficient_scope", scope=""', []],
    ['Bearer error="insufficient_scope", scope="repo"', ['repo']],
    ['Bearer error="insufficient_scope", scope=repo', ['repo']],
    ['Bearer scope="repo read:org", error="insufficient_scope"', ['repo', 'read:org']],
    ['bearer ERROR=insufficient_scope, SCOPE="repo  hook"', ['repo', 'hook']],
    ['Bearer error="insufficient_scope", error_description="no", scope="repo"', ['repo']],
    ['Bearer error_description="not error=insufficient_scope", scope="repo"', []],
    ['Basic realm="x", scope="b", Bearer error="insufficient_scope", scope="repo"', ['repo']],
  ]
  for (const [challenge, scopes] of challenges)
    it(`${challenge} asks for ${scopes.join(' and ') || 'no scope'}`, () => {
      assert.deepEqual(scopesAskedFor(challengesIn(challenge)), scopes)
    })
})
