import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it } from 'node:test'
import { promisify } from 'node:util'

const script = `
  import { startOAuth } from ${JSON.stringify(new URL('../../../local/oauth/server.ts', import.meta.url).href)}
  const oauth = await startOAuth({ clients: [{ clientId: 'a', clientSecret: 'b', scopes: ['c'] }] })
  const form = (fields) => ({ method: 'POST', body: new URLSearchParams({ client_id: 'a', client_secret: 'b', ...fields }) })
  const { access_token: token } = await (await fetch(oauth.tokenUrl, form({ grant_type: 'client_credentials' }))).json()
  await fetch(oauth.introspectionUrl, form({ token }))
  await fetch(oauth.revocationUrl, form({ token }))
  await fetch(oauth.issuer + '/nothing', { headers: { accept: 'text/html', origin: 'https://elsewhere.example' } })
  await oauth.rotateKeys()
  await oauth.close()
  process.stdout.write(typeof token)
`

it('an authorization server prints nothing, however it is used', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  assert.deepEqual({ stdout, stderr }, { stdout: 'string', stderr: '' })
})
