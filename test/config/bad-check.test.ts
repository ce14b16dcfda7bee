import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Bad, bad, badCheck, badWiki, linesOf, pingAt, pingWith, refuses } from './refusals.ts'
import { clientCredentialsSample, configOf, declaredSample, introspection, jwtSample, wiki } from './sample.ts'

const ofOneCheck: readonly Bad[] = [
  badCheck(
    'a check that is no object',
    'wiki',
    'checks[0]: expected a check such as http({ ... }), found a string of 4 characters',
  ),
  badCheck(
    'an unknown profile',
    { ...wiki, profile: 'htpp' },
    'production/wiki: profile: unknown profile; did you mean "http"?',
  ),
  badCheck(
    'no profile',
    { ...wiki, profile: undefined },
    'production/wiki: profile: missing; expected the name of a profile: docs/providers.md lists them',
  ),
  badWiki('an unknown field', { owners: 'me' }, 'owners: unknown field; did you mean "owner"?'),
  badWiki(
    'a proof that is none',
    { proof: 'none' },
    'proof: expected one of asked, declared, found a string of 4 characters',
  ),
  badWiki(
    'a missing impact',
    { impact: undefined },
    'impact: missing; expected a sentence on one line, at most 300 characters',
  ),
  badWiki(
    'an empty impact',
    { impact: '' },
    'impact: expected a sentence on one line, at most 300 characters, found an empty string',
  ),
  badWiki(
    'a blank impact',
    { impact: '  ' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 2 characters',
  ),
  badWiki(
    'an impact with a reversed direction',
    { impact: 'Docs \u202estop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 10 characters',
  ),
  badWiki(
    'an impact with an isolated direction',
    { impact: 'Docs \u2067stop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 10 characters',
  ),
  badWiki(
    'an impact with a line separator',
    { impact: 'Docs \u2028stop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 10 characters',
  ),
  badWiki(
    'an impact with a character that nobody sees',
    { impact: 'Docs \u200bstop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 10 characters',
  ),
  badWiki(
    'an impact with an escape sequence',
    { impact: 'Docs \u001b[2Jstop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 13 characters',
  ),
  badWiki(
    'an impact with tag characters',
    { impact: 'Docs \u{e0041}stop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 11 characters',
  ),
  badWiki(
    'an impact with half a character',
    { impact: 'Docs \ud83dstop' },
    'impact: expected a sentence on one line, at most 300 characters, found a string of 10 characters',
  ),
  badCheck(
    'a bad id',
    { ...wiki, id: 'Wiki' },
    'checks[0]: id: expected lower-case letters, digits and dashes such as ci-bot, at most 63, found "Wiki"',
  ),
  badCheck(
    'an unknown environment',
    { ...wiki, environment: 'prodution' },
    'checks[0]: environment: not an environment of this config; did you mean "production"?',
  ),
  badCheck(
    'no environment where there are several',
    { ...wiki, environment: undefined },
    'checks[0]: environment: missing; expected one of staging, production',
  ),
  bad(
    'a duplicate key',
    configOf([wiki, declaredSample, wiki]),
    'production/wiki: id: checks[0] has this id already, and ids are unique in an environment: choose another one',
  ),
  badWiki(
    'a bad duration',
    { every: '5 min' },
    'every: expected a duration from 1s to 24h such as 30s, 5m or 12h, found "5 min"',
  ),
  badWiki(
    'a duration that is a number',
    { warn: 30 },
    'warn: expected a duration such as 90s, 5m, 12h, 30d or 2w, found a number',
  ),
  badWiki(
    'a cadence beyond a day',
    { every: '25h' },
    'every: expected a duration from 1s to 24h such as 30s, 5m or 12h, found "25h"',
  ),
  badWiki(
    'windows in the wrong order',
    { warn: '2d' },
    'warn: expected warn to be at least as long as critical (3d), found 2d: raise warn or lower critical',
  ),
  badWiki(
    'a list that is none',
    { usedBy: 'release' },
    'usedBy: expected a list of service names, found a string of 7 characters',
  ),
  badWiki(
    'a scope both required and forbidden',
    { scopes: { require: ['read', 'write'], forbid: ['admin', 'write'] }, read: { scopes: 'scopes' } },
    'scopes.forbid[1]: this scope is required too: remove it from one of the two lists',
  ),
  badWiki(
    'scopes that nothing finds',
    { scopes: ['read'] },
    'read.scopes: missing; scopes cannot be compared without it',
  ),
  badWiki(
    'an identity that nothing finds',
    { identity: 'bot' },
    'read.identity: missing; identity cannot be compared without it',
  ),
  badWiki(
    'a label that nothing finds',
    { environmentLabel: 'prod' },
    'read.environment: missing; environmentLabel cannot be compared without it',
  ),
  badWiki(
    'a status alone, where no broken credential is sent',
    { assert: undefined, controls: false },
    'assert: missing; a status alone proves nothing: expected assert, or identity with read.identity, or controls: true',
  ),
  badWiki(
    'a HEAD where no broken credential is sent',
    { ...pingWith({ method: 'HEAD' }), assert: [], controls: false },
    'assert: missing; a status alone proves nothing: expected assert, or identity with read.identity, or controls: true',
  ),
  badCheck(
    'a JWT and a status alone, where no broken one is sent',
    { ...jwtSample, ping: wiki.ping, controls: false },
    'production/gateway: assert: missing; a status alone proves nothing: expected assert, or controls: true',
  ),
  badCheck(
    'a JWT and an identity, which its claims name',
    { ...jwtSample, ping: wiki.ping, identity: 'bot', assert: [], controls: false },
    'production/gateway: assert: missing; a status alone proves nothing: expected assert, or controls: true',
  ),
  badCheck(
    'an access token and a status alone, where no broken one is sent',
    { ...clientCredentialsSample, ping: wiki.ping, controls: false },
    'production/billing: assert: missing; a status alone proves nothing: expected assert, or identity with read.identity, or controls: true',
  ),
  badWiki(
    'a status alone for a user and password',
    {
      assert: undefined,
      secret: { ...wiki.secret, fields: { user: 'a', password: 'b' } },
      send: { in: 'basic', user: { role: 'user' }, passwordRole: 'password' },
    },
    'assert: missing; a status alone proves nothing: expected assert, or identity with read.identity, or controls: true, which fails a login with each probe',
  ),
  badWiki(
    'a status alone for a password in a form',
    {
      assert: [],
      ping: { method: 'POST', url: wiki.ping.url, sideEffects: 'none' },
      secret: { ...wiki.secret, fields: { password: 'b' } },
      send: { in: 'form', name: 'pass', role: 'password' },
    },
    'assert: missing; a status alone proves nothing: expected assert, or identity with read.identity, or controls: true, which fails a login with each probe',
  ),
  badWiki(
    'a status alone after a login',
    {
      assert: undefined,
      controls: true,
      login: { url: wiki.ping.url, send: { in: 'json', name: 'key' }, session: 'token' },
    },
    'assert: missing; a status alone proves nothing: expected assert, or identity with read.identity',
  ),
  badWiki(
    'a request without a body to look into',
    pingWith({ method: 'HEAD' }),
    'ping: the answer to HEAD has no body for assert or read: use get(...)',
  ),
  badWiki(
    'a POST that is not declared harmless',
    pingWith({ method: 'POST', body: '{}' }),
    "ping.sideEffects: missing; POST may change something at the provider with every probe: if it does not, set sideEffects: 'none'",
  ),
  badWiki(
    'a GET with a body',
    pingWith({ body: '{}' }),
    'ping.body: only POST has a body: use post(...) or drop the body',
  ),
  badWiki(
    'a method that changes things',
    pingWith({ method: 'DELETE' }),
    'ping.method: expected one of GET, HEAD, POST, found a string of 6 characters',
  ),
  badWiki(
    'a status that is none',
    { answers: [{ status: 99, means: 'alive' }] },
    'answers[0].status: expected a status from 200 to 599, found a number',
  ),
  badWiki(
    'an answer of no meaning',
    { answers: [{ status: 403, means: 'healthy' }] },
    'answers[0].means: expected one of alive, expired, revoked, rejected, suspended, under_scoped, ping_forbidden, unrecognized, unreachable, timed_out, redirected, settling, rate_limited, provider_error, blocked_from_here, quota_exhausted, wrong_target, found a string of 7 characters',
  ),
  badWiki(
    'a ping that is maybe optional',
    pingWith({ method: 'GET', optional: 'yes' }),
    'ping.optional: expected true or false, found a string of 3 characters',
  ),
]

const ofExpressions: readonly Bad[] = [
  ['an expression that ends too early', 'login ==', 'it ends too early, at column 9'],
  ['an expression with too much in it', "login == 'bot' x", 'something unexpected at column 16'],
  ['an expression that cannot be parsed', "login ? 'bot'", 'something unreadable at column 7'],
  ['a lone equals sign', '=', 'something unreadable at column 1'],
  ['an expression of nothing', ' ', 'it is empty'],
  ['an unknown function', "a && lenght(b) == 'x('", 'unknown function at column 6; did you mean "length"?'],
  ['a function of too many arguments', 'a || length(b, c)', 'length() expects 1 argument(s), at column 6'],
].map(([fault = '', expression = '', line = '']) =>
  badWiki(fault, { assert: [expression] }, `assert[0]: not a JMESPath expression: ${line}`),
)

refuses('a check', ofOneCheck)
refuses('a check with an expression', ofExpressions)

describe('problems of a config', () => {
  it('are absent from a status alone, beside a broken credential', () => {
    const head = { ...wiki, ...pingWith({ method: 'HEAD' }), assert: undefined }
    const pair = { ...wiki.secret, fields: { user: 'a', password: 'b' } }
    const basic = { in: 'basic', user: { role: 'user' }, passwordRole: 'password' }
    const several = [
      head,
      { ...wiki, id: 'a', assert: [] },
      { ...wiki, id: 'b', assert: [], controls: true, secret: pair, send: basic },
    ]
    assert.deepEqual(linesOf(configOf(several)), [])
  })

  it('are absent from the samples', () => {
    assert.deepEqual(linesOf(configOf([wiki, introspection, clientCredentialsSample, jwtSample, declaredSample])), [])
  })

  it('are all reported at once, in the order of the file', () => {
    const broken = {
      ...wiki,
      ...pingAt('http://bot@10.0.0.1/#x'),
      impact: undefined,
      every: 'x',
      impcat: '',
      warn: '1d',
      assert: ['('],
    }
    assert.deepEqual(
      linesOf(configOf([{ ...broken, environment: 'nowhere' }, declaredSample, { ...jwtSample, id: 7 }], { nme: 1 })),
      [
        'c.ts: nme: unknown field; did you mean "name"?',
        'c.ts: checks[0]: impact: missing; expected a sentence on one line, at most 300 characters',
        'c.ts: checks[0]: every: expected a duration from 1s to 24h such as 30s, 5m or 12h, found "x"',
        'c.ts: checks[0]: assert[0]: not a JMESPath expression: it ends too early, at column 2',
        'c.ts: checks[0]: ping.url: expected no user or password in a URL: store them in a secret and send them with basic()',
        'c.ts: checks[0]: ping.url: expected no fragment (#...), which is never sent: drop it',
        'c.ts: checks[0]: impcat: unknown field; did you mean "impact"?',
        'c.ts: checks[0]: ping.url: the host is 10.0.0.1, which is not public (private): name its range in allowPrivate if it is intended',
        'c.ts: checks[0]: environment: not an environment of this config; expected one of staging, production',
        'c.ts: checks[0]: warn: expected warn to be at least as long as critical (3d), found 1d: raise warn or lower critical',
        'c.ts: checks[2]: id: expected lower-case letters, digits and dashes such as ci-bot, at most 63, found a number',
      ],
    )
  })
})
