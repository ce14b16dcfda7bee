import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tokenAnswer } from '../../docs/verdicts/proves-nothing.ts'
import { jsonReply } from '../../support/watched-api.ts'

const answerWith = (fields: object, headers = {}) => jsonReply(200, { token_type: 'Bearer', ...fields }, headers)

describe('an answer of a token endpoint that holds a token in name only', () => {
  for (const word of ['null', 'undefined', 'None', 'false', 'nil'])
    it(`proves no client: ${word}`, async () => {
      assert.deepEqual(await tokenAnswer(answerWith({ access_token: word })), ['unrecognized', 'unlisted'])
    })

  it('is judged by the error beside the token', async () => {
    const beside = (error: string) => tokenAnswer(answerWith({ access_token: 'guest', error }))
    assert.deepEqual(await beside('invalid_client'), ['rejected', 'invalid-client'])
    assert.deepEqual(await beside('login_required'), ['unrecognized', 'more-than-a-secret'])
    assert.deepEqual(await beside('something_else'), ['unrecognized', 'unlisted'])
  })

  it('proves no client if a cache gave it', async () => {
    const outcome = await tokenAnswer(answerWith({ access_token: 'minted' }, { age: '3600' }))
    assert.deepEqual(outcome, ['unrecognized', 'unlisted'])
  })

  it('is a token without any of that', async () => {
    for (const fields of [
      { access_token: 'nullable' },
      { access_token: 'minted', error: null },
      { access_token: 'x', error: '' },
    ])
      assert.equal((await tokenAnswer(answerWith(fields)))[0], 'healthy')
  })
})
