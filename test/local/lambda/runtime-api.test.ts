import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { request } from 'undici'
import { type RuntimeApi, startRuntimeApi } from '../../../local/lambda/runtime-api.ts'

let api: RuntimeApi
let ready: number
beforeEach(async () => {
  ready = 0
  api = await startRuntimeApi({
    onReady: () => {
      ready += 1
    },
    onInitError: () => assert.fail('an error without the key of the sandbox'),
  })
})
afterEach(() => api.close())

const invocation = {
  requestId: 'request-1',
  payload: '{"event":"of the function"}',
  deadlineMs: 1_800_000_000_000,
  functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:tokenwatch-probe',
  clockOffsetMs: 0,
}

describe('the Runtime API of a sandbox', () => {
  const [next, answer, initError] = ['invocation/next', 'invocation/request-1/response', 'init/error']
  for (const key of ['', 'another-key/', '2018-06-01/'])
    for (const path of [next, answer, initError])
      it(`answers 403 to ${path} under /${key}, and hands nothing over`, async () => {
        const outcome = api.invoke(invocation)
        const [host = ''] = api.address.split('/')
        const method = path === next ? 'GET' : 'POST'
        const { statusCode, body } = await request(`http://${host}/${key}2018-06-01/runtime/${path}`, {
          method,
          body: method === 'GET' ? null : '{"forged":true,"errorType":"x","errorMessage":"x"}',
        })
        assert.equal(statusCode, 403)
        assert.doesNotMatch(await body.text(), /of the function/)
        assert.equal(ready, 0)
        api.fail('Ended', 'by the test')
        assert.deepEqual(await outcome, { ok: false, errorType: 'Ended', errorMessage: 'by the test' })
      })

  it('serves the runtime that has the key', async () => {
    const outcome = api.invoke(invocation)
    const root = `http://${api.address}/2018-06-01/runtime`
    const fetched = await request(`${root}/${next}`)
    assert.equal(await fetched.body.text(), invocation.payload)
    const { statusCode } = await request(`${root}/${answer}`, { method: 'POST', body: '{"ok":1}' })
    assert.equal(statusCode, 202)
    api.fail('Ended', 'by the test')
    assert.deepEqual(await outcome, { ok: true, payload: { ok: 1 } })
  })

  it('has another key in each sandbox', async () => {
    const other = await startRuntimeApi({ onReady: () => {}, onInitError: () => {} })
    await other.close()
    assert.notEqual(api.address.split('/')[1], other.address.split('/')[1])
  })
})
