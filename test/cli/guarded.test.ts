import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { startHostileServer } from '../support/hostile-server.ts'
import { root } from './shown.ts'

const example = await readFile(join(root, 'examples/on-this-machine.config.ts'), 'utf8')
const password = 'planted-7f3a9c-e81b04-55aa'

/** A careless change of the program: whoever opens a credential also prints it, in one of many ways. */
const planted = (print: string) => `
  const { Credential } = await import(${JSON.stringify(join(root, 'functions/core/model/credential.ts'))})
  const { open } = Credential.prototype
  Credential.prototype.open = function (role) {
    const value = open.call(this, role)
    if (role === 'password') { ${print} }
    return value
  }
`

const ways: Readonly<Record<string, string>> = {
  'in a line of stdout': "process.stdout.write('it is ' + value + '\\n')",
  'in two writes to stderr': "process.stderr.write(value.slice(0, 11)); process.stderr.write(value.slice(11) + '\\n')",
  'without an end of the line': 'process.stdout.write(value)',
  'in an error': 'console.error(new Error(value))',
  'in base64': "console.log(Buffer.from('user:' + value).toString('base64'))",
}

/** Runs a command with the planted leak against a server that accepts the password. */
async function run(args: readonly string[], print: string) {
  const server = await startHostileServer({ kind: 'json', body: { login: 'bot' } })
  const folder = await aFolder()
  try {
    const leak = join(folder.path, 'leak.mjs')
    await writeFile(leak, planted(print))
    await writeFile(join(folder.path, 'here.config.ts'), example.replace('http://127.0.0.1:8080', server.url))
    return await tokenwatch([...args, '--config', 'here.config.ts'], {
      cwd: folder.path,
      env: { BOT: JSON.stringify({ user: 'bot', password }), NODE_OPTIONS: `--import=${leak}` },
    })
  } finally {
    await folder.close()
    await server.close()
  }
}

const alarm = /"event":"security","refused":"secret_in_output"/

describe('the command line', () => {
  const commands = [
    ['check', '--no-controls', '--explain'],
    ['check', '--no-controls', '--json'],
    ['gate', 'server', '--local'],
  ]
  for (const args of commands)
    it(`shows no value that ${args.join(' ')} prints by mistake, in any of these ways, and says so`, async () => {
      const { code, stdout, stderr } = await run(args, Object.values(ways).join('\n'))
      const encoded = Buffer.from(`user:${password}`).toString('base64').slice(8, 24)
      for (const text of [stdout, stderr]) {
        assert.doesNotMatch(text, /7f3a9c|e81b04|55aa/)
        assert.ok(!text.includes(encoded))
        assert.match(text, alarm)
      }
      assert.equal(code, 0)
      // The result itself is still there.
      assert.match(stdout, /server/)
    })
})
