import assert from 'node:assert/strict'
import { it } from 'node:test'
import { request } from 'undici'
import { freePort } from './free-port.ts'

it('a free port refuses connections', async () => {
  await assert.rejects(request(`http://127.0.0.1:${await freePort()}`), { code: 'ECONNREFUSED' })
})
