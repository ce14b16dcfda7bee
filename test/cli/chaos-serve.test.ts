import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { request } from 'undici'
import { aFolder, program, tokenwatch } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'

const settings = { clientId: 'acme-orders', scopes: ['invoices:read'], secret: { id: 'sandbox/orders' } }

describe('tokenwatch chaos serve', { timeout: 60_000 }, () => {
  it('names the problems of its file, and flags that do not go with it', async () => {
    const folder = await aFolder()
    try {
      await writeFile(join(folder.path, 'issuer.json'), JSON.stringify({ scopes: [], format: 'saml' }))
      const refused = await tokenwatch(['chaos', 'serve', '--issuer', 'issuer.json'], { cwd: folder.path })
      assert.match(
        refused.stderr,
        /issuer\.json: clientId: .*[\s\S]*issuer\.json: scopes: [\s\S]*issuer\.json: format: /,
      )
      const idp = ['--idp', 'https://idp.example']
      const twice = await tokenwatch(['chaos', 'serve', '--issuer', 'issuer.json', ...idp], { cwd: folder.path })
      assert.match(twice.stderr, /--issuer is the identity provider itself: leave out --idp and --validation/)
    } finally {
      await folder.close()
    }
  })

  it('refuses an environment that its own allow-list does not have, and production without consent', async () => {
    const folder = await aFolder()
    const serve = (...args: readonly string[]) =>
      tokenwatch(['chaos', 'serve', '--api', 'https://api.example', ...args], { cwd: folder.path })
    try {
      const refused = await serve('--environment', 'staging')
      assert.deepEqual([refused.code, refused.stdout], [3, ''])
      assert.match(refused.stderr, /staging is not on the allow-list chaos\.allow\.json, which has lab/)
      assert.match((await serve('--silence', '100ms')).stderr, /--silence: expected/)
      await writeFile(join(folder.path, 'chaos.allow.json'), JSON.stringify({ environments: ['eu-prod'] }))
      const production = await serve('--environment', 'eu-prod')
      assert.deepEqual([production.code, production.stdout], [3, ''])
      assert.match(production.stderr, /eu-prod is production by its name: production needs --i-understand-production/)
      await writeFile(join(folder.path, 'chaos.allow.json'), JSON.stringify({ environments: ['lab'] }))
      const live = await serve('--idp', 'https://login-live.example')
      assert.deepEqual([live.code, live.stdout], [3, ''])
      assert.match(live.stderr, /login-live\.example is production by its name/)
    } finally {
      await folder.close()
    }
  })

  it('prints the addresses of an issuer that grants a token for the client secret that it has written', async () => {
    const folder = await aFolder()
    await writeFile(join(folder.path, 'issuer.json'), JSON.stringify(settings))
    const args = ['chaos', 'serve', '--issuer', 'issuer.json', '--folder', 'run']
    const server = spawn(process.execPath, [program, ...args], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      const addresses = new Map<string, string>()
      for await (const line of createInterface(server.stdout)) {
        const [name = '', url = ''] = line.split(' ')
        addresses.set(name, url)
        if (name === 'controller') break
      }
      assert.deepEqual([...addresses.keys()], ['issuer', 'token', 'secrets', 'controller'])
      const secret = await readFile(join(folder.path, 'run', 'client.secret'), 'utf8')
      const answer = await request(addresses.get('token') ?? '', {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`acme-orders:${secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      })
      assert.equal(Object(await answer.body.json()).scope, 'invoices:read')
    } finally {
      server.kill('SIGTERM')
      await once(server, 'exit')
      await folder.close()
    }
  })

  it('takes the ports that its flags name', async () => {
    const folder = await aFolder()
    const flags = ['--listen', '--idp-port', '--validation-port', '--secrets-port', '--control']
    const ports = await Promise.all(flags.map(freePort))
    const upstreams = ['--api', '--idp', '--validation'].flatMap((flag) => [flag, 'http://127.0.0.1:9'])
    const args = [...upstreams, '--secrets', ...flags.flatMap((flag, index) => [flag, String(ports[index])])]
    const server = spawn(process.execPath, [program, 'chaos', 'serve', ...args], {
      cwd: folder.path,
      env: { ...process.env, AWS_REGION: 'eu-central-1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      const found: string[] = []
      for await (const line of createInterface(server.stdout)) if (found.push(line) === flags.length) break
      const at = ([api, idp, validation, secrets, controller]: readonly number[]) =>
        Object.entries({ api, idp, validation, secrets, controller }).map(
          ([name, port]) => `${name} http://127.0.0.1:${port}`,
        )
      assert.deepEqual(found, at(ports))
    } finally {
      server.kill('SIGTERM')
      await once(server, 'exit')
      await folder.close()
    }
  })
})
