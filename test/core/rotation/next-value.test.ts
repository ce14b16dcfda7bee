import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import { type InstantFormat, parseInstant } from '../../../functions/core/model/instant.ts'
import { plainTerms } from '../../../functions/core/model/ours.ts'
import { type NextValues, nextValue } from '../../../functions/core/rotation/next-value.ts'
import { aCheck, aSecret, declaring } from '../../support/check.ts'
import { fc } from '../../support/property.ts'
import { nowSeconds } from '../../support/reading.ts'

const expiresAt = Date.UTC(2027, 2, 1, 10) / 1_000
const next: NextValues = {
  roles: ['token'],
  credential: new Credential({ token: 'the-next-one' }, null),
  expiresAt,
  id: null,
}

const inField = (format: InstantFormat | null = null, field = 'key') =>
  aCheck({
    secret: aSecret({ token: field }),
    expiry: declaring({ secretField: format === null ? null : { name: 'until', format } }),
  })

describe('the next value of a secret', () => {
  it('is the token itself if the token is the whole string', () => {
    assert.equal(nextValue('the-old-one', aCheck(), plainTerms)?.(next), 'the-next-one')
  })

  it('changes the field of the token and leaves everything else as it is', () => {
    const present = '{"host":"api.example","key":"the-old-one","nested":{"a":[1,null]}}'
    assert.equal(
      nextValue(present, inField(), plainTerms)?.(next),
      '{"host":"api.example","key":"the-next-one","nested":{"a":[1,null]}}',
    )
  })

  it('adds the field of the token if it is missing', () => {
    assert.equal(nextValue('{}', inField(), plainTerms)?.(next), '{"key":"the-next-one"}')
  })

  it('keeps fields with odd names that JSON permits', () => {
    const present = '{"__proto__":{"a":1},"key":"the-old-one"}'
    assert.equal(nextValue(present, inField(), plainTerms)?.(next), '{"__proto__":{"a":1},"key":"the-next-one"}')
    assert.equal(
      nextValue('{"a":1}', inField(null, '__proto__'), plainTerms)?.(next),
      '{"a":1,"__proto__":"the-next-one"}',
    )
  })

  const formats: [InstantFormat, string | number][] = [
    ['iso', '2027-03-01T10:00:00.000Z'],
    ['date', '2027-03-01'],
    ['text', '2027-03-01 10:00:00 UTC'],
    ['epoch_seconds', 1_803_895_200],
    ['epoch_milliseconds', 1_803_895_200_000],
  ]
  for (const [format, written] of formats)
    it(`holds its expiry as ${format}, which is read back as no later than it is`, () => {
      const value = JSON.parse(nextValue('{"key":"old","until":"old"}', inField(format), plainTerms)?.(next) ?? '')
      assert.deepEqual(value, { key: 'the-next-one', until: written })
      const readBack = parseInstant(value.until, format, nowSeconds)
      assert.ok(typeof readBack === 'number' && readBack <= expiresAt && readBack > expiresAt - 86_400)
    })

  it('drops the expiry of the old token if that of the new one is unknown', () => {
    const present = '{"key":"the-old-one","until":"2027-01-01T00:00:00Z"}'
    assert.equal(
      nextValue(present, inField('iso'), plainTerms)?.({ ...next, expiresAt: null }),
      '{"key":"the-next-one"}',
    )
  })

  for (const present of ['', 'the-old-one', '{"key":', '["key"]', 'null', '"key"', '7'])
    it(`cannot be written over ${JSON.stringify(present)}, which is not the expected object`, () => {
      assert.equal(nextValue(present, inField(), plainTerms), undefined)
    })

  it('changes only the role that was issued', () => {
    const client = aCheck({ secret: aSecret({ clientId: 'id', clientSecret: 'secret' }) })
    const issued = { ...next, roles: ['clientSecret'], credential: new Credential({ clientSecret: 'c' }, null) }
    assert.equal(nextValue('{"id":"a","secret":"b"}', client, plainTerms)?.(issued), '{"id":"a","secret":"c"}')
  })

  it("keeps the provider's id and the values that only the rotation needs, if the config names their fields", () => {
    const terms = { fields: { refreshToken: 'refresh' }, idField: 'key_id' }
    const credential = new Credential({ token: 'b', refreshToken: 'd' }, null)
    const issued = { roles: ['token', 'refreshToken'], credential, expiresAt: null, id: 'k-2' }
    assert.equal(
      nextValue('{"key":"a","refresh":"c","key_id":"k-1"}', inField(), terms)?.(issued),
      '{"key":"b","refresh":"d","key_id":"k-2"}',
    )
  })

  it('cannot be written for a check without a secret', () => {
    assert.equal(nextValue('{}', aCheck({ secret: null }), plainTerms), undefined)
  })

  it('differs from any object only in the token', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (present) => {
        const text = JSON.stringify(present)
        const expected = new Map(Object.entries(JSON.parse(text))).set('key', 'the-next-one')
        assert.deepEqual(
          new Map(Object.entries(JSON.parse(nextValue(text, inField(), plainTerms)?.(next) ?? ''))),
          expected,
        )
      }),
    )
  })
})
