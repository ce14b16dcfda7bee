import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isAddress } from '../../../functions/core/model/addresses.ts'
import { spellDuration } from '../../../functions/core/model/duration.ts'
import { hostsTag } from '../../../functions/core/model/host-binding.ts'
import { retryAfterMs } from '../../../functions/core/model/http-date.ts'
import { readInstant } from '../../../functions/core/model/instant.ts'
import { withImplied } from '../../../functions/core/model/scopes.ts'
import { readSecret } from '../../../functions/core/model/secret-value.ts'
import { challengesIn } from '../../../functions/core/probe/challenge.ts'
import { aSecret } from '../../support/check.ts'

const nowSeconds = Date.UTC(2026, 10, 30) / 1_000

/** Returns the instant of a value, in seconds. */
const at = (value: unknown, format: Parameters<typeof readInstant>[1]['format']) =>
  readInstant(value, { format }, nowSeconds)?.at

describe('a wait', () => {
  for (const text of ['x.5', '.5x', '5.5.5', 'a5'])
    it(`is not read from ${text}`, () => assert.equal(retryAfterMs(text, 0), null))
  it('may have several digits behind its point', () => assert.equal(retryAfterMs('.125', 0), 125))
})

describe('a duration that is spelled', () => {
  for (const [seconds, text] of [
    [604_800, '7d'],
    [1_209_600, '14d'],
    [90, '90s'],
    [61, '61s'],
    [0.5, '0.5s'],
  ] as const)
    it(`is ${text}, and never in weeks`, () => assert.equal(spellDuration(seconds), text))
})

describe('an instant', () => {
  const values: readonly (readonly [unknown, Parameters<typeof readInstant>[1]['format'], number | undefined])[] = [
    [946_684_800, 'seconds_remaining', undefined],
    [946_684_799, 'seconds_remaining', nowSeconds + 946_684_799],
    ['1798761600.25', 'epoch_seconds', 1_798_761_600],
    ['1798761600.', 'epoch_seconds', undefined],
    [7_258_118_400_000, 'epoch_seconds', undefined],
    [7_258_118_399_000, 'epoch_seconds', 7_258_118_399],
    [946_684_799, 'epoch_seconds', undefined],
    ['20261202', 'seconds_remaining', undefined],
    [20_261_202, 'seconds_remaining', nowSeconds + 20_261_202],
    ['20261232', 'seconds_remaining', nowSeconds + 20_261_232],
    ['120261202', 'seconds_remaining', nowSeconds + 120_261_202],
    ['202612021', 'seconds_remaining', nowSeconds + 202_612_021],
    ['20261205', 'seconds_remaining', undefined],
    ['20261215', 'seconds_remaining', undefined],
    ['202612022359', 'epoch_seconds', undefined],
    ['202612022959', 'epoch_seconds', 202_612_022_959],
    ['202612022359', 'epoch_milliseconds', undefined],
    ['202612022900', 'epoch_milliseconds', undefined],
    [true, 'epoch_seconds', undefined],
    ['soon', 'iso', undefined],
  ]
  for (const [value, format, expected] of values)
    it(`${expected === undefined ? 'is not' : 'is'} ${JSON.stringify(value)} as ${format}`, () =>
      assert.equal(at(value, format), expected))
})

describe('scopes that a scope includes', () => {
  it('are added where the provider names them, and nothing is added for others', () => {
    assert.deepEqual(withImplied(['repo', 'x'], { repo: ['read'] }), ['repo', 'x', 'read'])
    assert.deepEqual(withImplied(['toString'], {}), ['toString'])
  })
})

describe('a secret', () => {
  const read = (value: string, reference = aSecret()) => readSecret({ value, versionId: null }, reference, null)

  it('keeps its line breaks but for one at its end', () => {
    const found = read('a\nb\r\n', aSecret({ token: null }, { trimNewline: true }))
    assert.equal(found.kind === 'read' && found.credential.open('token'), 'a\nb')
    const kept = read('a\nb')
    assert.equal(kept.kind === 'read' && kept.credential.open('token'), 'a\nb')
  })

  it('that is a whole text needs no JSON, though another role is a field', () => {
    const found = read('plain text', aSecret({ token: null, user: 'user' }))
    assert.equal(found.kind === 'failure' && found.code, 'not_json')
  })

  it('names the field that is missing, and none for the whole', () => {
    assert.deepEqual(read('{}', aSecret({ token: 'key' })), {
      kind: 'failure',
      reason: 'secret_malformed',
      code: 'field_missing',
      about: 'its field key',
    })
    assert.deepEqual(read('abc\n'), { kind: 'failure', reason: 'secret_malformed', code: 'trailing_newline' })
  })
})

describe('a challenge', () => {
  it('may have an empty value', () => {
    assert.equal(challengesIn('Bearer realm=""')[0]?.parameters.get('realm'), '')
  })
})

describe('a written host', () => {
  const hosts: readonly (readonly [string, boolean])[] = [
    ['127.0.0.1', true],
    ['0x7f.1', true],
    ['fe80::1%eth0', true],
    ['fe80::a', true],
    ['api.example', false],
    ['1.2.3.4.example', false],
    ['g', false],
    ['0xg', false],
  ]
  for (const [host, isOne] of hosts)
    it(`is ${isOne ? 'an address' : 'a name'}: ${host}`, () => assert.equal(isAddress(host), isOne))
})

it('the tag that binds a secret has its documented name', () => assert.equal(hostsTag, 'tokenwatch:hosts'))
