import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { linesOf, url } from './refusals.ts'
import { clientCredentials, configOf, declared, introspection, jwt, wiki } from './sample.ts'

describe('problems', () => {
  it('the samples themselves are right', () => {
    assert.deepEqual(linesOf(configOf([wiki, introspection, clientCredentials, jwt, declared])), [])
  })

  it('tells all problems of all checks at once, in the order of the file', () => {
    const broken = {
      ...wiki,
      ...url('http://bot@10.0.0.1/#x'),
      impact: undefined,
      every: 'x',
      impcat: '',
      warn: '1d',
      assert: ['('],
    }
    assert.deepEqual(
      linesOf(configOf([{ ...broken, environment: 'nowhere' }, declared, { ...jwt, id: 7 }], { nme: 1 })),
      [
        'c.ts: nme: unknown field; did you mean "name"?',
        'c.ts: checks[0]: impact: missing; expected a sentence on one line, at most 300 characters',
        'c.ts: checks[0]: every: expected a duration from 1s to 24h, found a string of 1 character',
        'c.ts: checks[0]: assert[0]: not a JMESPath expression: it ends too early, at column 2',
        'c.ts: checks[0]: ping.url: a URL must not hold a user or password: keep them in a secret and send them with basic()',
        'c.ts: checks[0]: ping.url: a URL that is requested has no fragment (#...): drop it',
        'c.ts: checks[0]: impcat: unknown field; did you mean "impact"?',
        'c.ts: checks[0]: ping.url: the host is 10.0.0.1, which is not public (private): name its range in allowPrivate if it is meant',
        'c.ts: checks[0]: environment: not an environment of this config; expected one of staging, production',
        'c.ts: checks[0]: warn: warn (1d) must not be shorter than critical (3d)',
        'c.ts: checks[2]: id: expected lower-case letters, digits and dashes, at most 63, found a number',
      ],
    )
  })
})
