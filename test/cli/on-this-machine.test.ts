import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { root } from './shown.ts'

const example = await readFile(join(root, 'examples/on-this-machine.config.ts'), 'utf8')
const password = 'marked-7f3a9c'
const basic = `Basic ${Buffer.from(`bot:${password}`).toString('base64')}`

/** Runs the example against a server on another port, with a value of its variable, and with its text changed. */
async function checked(BOT: string, change: (text: string) => string = (text) => text) {
  const server = await startHostileServer(({ headers }) =>
    headers['authorization'] === basic
      ? { kind: 'json', body: { login: 'bot' } }
      : { kind: 'json', status: 401, body: {} },
  )
  const folder = await aFolder()
  try {
    await writeFile(join(folder.path, 'here.config.ts'), change(example.replace('http://127.0.0.1:8080', server.url)))
    const { code, stdout, stderr } = await tokenwatch(['check', '--config', 'here.config.ts'], {
      cwd: folder.path,
      env: { BOT },
    })
    return { code, said: stdout + stderr }
  } finally {
    await folder.close()
    await server.close()
  }
}

describe('examples/on-this-machine.config.ts', () => {
  it('proves a user and a password in the fields of a variable', async () => {
    const { code, said } = await checked(JSON.stringify({ user: 'bot', password }))
    assert.equal(code, 0, said)
  })

  it('names the variable and the field that is missing', async () => {
    const { code, said } = await checked('{"user":"bot"}')
    assert.equal(code, 1, said)
    assert.match(said, /environment variable BOT lacks its field password/)
  })

  it('is refused without allowPrivate, with the range to name', async () => {
    const { code, said } = await checked('{}', (text) => text.replace(/ *allowPrivate: .*\n/, ''))
    assert.equal(code, 3, said)
    assert.match(said, /ping\.url: the host is 127\.0\.0\.1, .* such as allowPrivate: \['127\.0\.0\.0\/8'\]/)
  })
})
