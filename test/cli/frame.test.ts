import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { commands } from '../../cli/commands.ts'
import { programOf } from '../../cli/framework/program.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import { openCommandHost } from '../support/command-host.ts'
import { aFolder, program, runCommand, tokenwatch } from '../support/command-line.ts'
import { keepOpen } from '../support/stack.ts'

const config = `import { declared, defineConfig } from 'tokenwatch'
export default defineConfig({
  name: 'acme',
  environments: { production: {} },
  checks: [declared({ id: 'ci', proof: 'declared', expires: '2099-03-01', impact: 'No builds' })],
})
`

describe('every command', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  before(async () => {
    cwd = keep(await aFolder()).path
    await writeFile(join(cwd, 'tokenwatch.config.ts'), config)
  })

  it('is described in the help of all commands and of its group', async () => {
    const { stdout } = await tokenwatch(['--help'], { cwd })
    const listed = stdout.slice(stdout.indexOf('Commands:'), stdout.indexOf('Examples:')).split('\n').slice(1)
    const mute = listed.filter((line) => /^ {2}\S/.test(line) && !/^ {2}\S.*\S {2,}\S/.test(line))
    assert.deepEqual(mute, [])
  })

  it('shows a real example in its help', async () => {
    for (const { name, example } of commands) {
      const { code, printed } = await helpOf(name)
      assert.deepEqual([code, printed.includes(`Example:\n  $ ${example}`)], [0, true], name)
      assert.ok(example.startsWith(`tokenwatch ${name}`), name)
    }
    const { code, stdout } = await tokenwatch(['silence', 'end', '--help'], { cwd })
    assert.deepEqual([code, stdout], [0, (await helpOf('silence end')).printed])
  })

  it('prints one versioned envelope with --json, in every case', async () => {
    const runs: readonly (readonly [
      args: readonly string[],
      code: number,
      ok: boolean,
      problem: string | undefined,
    ])[] = [
      [['check'], 0, true, undefined],
      [['check', 'nobody'], 3, false, 'no_match'],
      [['validate'], 0, true, undefined],
      [['validate', '--config', 'missing.ts'], 3, false, 'config'],
      [['cost'], 0, true, undefined],
      [['completion', 'zsh'], 0, true, undefined],
      [['completion', 'csh'], 3, false, 'usage'],
      [['gate', '--deployment', 'acme', '--region', 'eu-west-1'], 2, false, 'no_credentials'],
      [['gate', '--deployment', 'acme'], 2, false, 'no_region'],
      [['status', '--deployment', 'acme'], 2, false, 'no_region'],
      // The config that lies here names the deployment.
      [['status'], 2, false, 'no_region'],
      [['init'], 2, false, 'file'],
      [['init', '--config', 'new.ts'], 3, false, 'usage'],
      [['doctor'], 2, false, undefined],
      [['providers', 'github'], 0, true, undefined],
      [['providers', 'githb'], 3, false, 'no_match'],
      [['incidents', '--deployment', 'acme'], 2, false, 'no_region'],
      [['ack', 'billing', '--by', 'sam', '--deployment', 'acme'], 2, false, 'no_region'],
      [['ack'], 3, false, 'usage'],
      [['silence', 'billing'], 3, false, 'usage'],
      [['page', '--deployment', 'acme'], 3, false, 'usage'],
      [['nonsense'], 3, false, 'usage'],
    ]
    const host = keep(openCommandHost())
    for (const [args, code, ok, problem] of runs) {
      const { stdout, code: exited } = await host.run([...args, '--json'], { cwd })
      const envelope = JSON.parse(stdout)
      assert.equal(stdout.trimEnd().split('\n').length, 1, args.join(' '))
      assert.deepEqual(
        [exited, envelope.version, envelope.command, envelope.ok, envelope.exitCode],
        [code, 1, args[0], ok, code],
      )
      assert.equal(envelope.problems[0]?.code, problem, args.join(' '))
    }
  })

  it('reports an error in one line without a stack, and prints the stack only with --debug', async () => {
    const bare = await tokenwatch(['check', 'nobody'], { cwd })
    assert.deepEqual([bare.code, bare.stderr], [3, 'no check matches the id "nobody": expected one of ci\n'])
    const debugged = await tokenwatch(['check', 'nobody', '--debug'], { cwd })
    assert.match(debugged.stderr, /^no check matches .*\nFailure: [\s\S]*\n {4}at .*selection\.ts/)
  })

  it('prints colours on demand, and neither in a pipe nor with NO_COLOR', async () => {
    const { stdout: plain } = await tokenwatch(['check'], { cwd })
    const { stdout: painted } = await tokenwatch(['check'], { cwd, env: { FORCE_COLOR: '1' } })
    const { stdout: forbidden } = await tokenwatch(['check'], { cwd, env: { NO_COLOR: '1' } })
    assert.deepEqual(
      [plain, forbidden].map((text) => text.includes('\u001b')),
      [false, false],
    )
    assert.ok(painted.includes('\u001b[32m'))
  })

  it('keeps its exit code if its output is closed, and says so', async () => {
    const script = `{ "$0" "$1" check ci --explain --report markdown=read.md; echo "$?" >code; } 2>err | head -c 0`
    await runCommand('bash', ['-c', script, process.execPath, program], { cwd })
    const [code, err] = await Promise.all(['code', 'err'].map((name) => readFile(join(cwd, name), 'utf8')))
    assert.equal(code, '0\n')
    assert.ok(err === '' || err === 'the reader of the output is gone (broken pipe)\n', err)
  })

  it('prints no stack if the reader of its help is gone', async () => {
    const script = `{ "$0" "$1" gate --help; echo "$?" >code; } 2>err | true`
    for (let time = 0; time < 3; time += 1) {
      await runCommand('bash', ['-c', script, process.execPath, program], { cwd })
      const [code, err] = await Promise.all(['code', 'err'].map((name) => readFile(join(cwd, name), 'utf8')))
      assert.equal(code, '0\n')
      assert.ok(err === '' || err === 'the reader of the output is gone (broken pipe)\n', err)
    }
  })

  it('ends at once with Ctrl-C, with one line, and leaves no partial result', async () => {
    const asked = Promise.withResolvers<void>()
    const server = createServer(() => asked.resolve())
    const url = await listenOnLoopback(server)
    const slow = `import { defineConfig, fromEnv, get, http } from 'tokenwatch'
export default defineConfig({ name: 'acme', environments: { production: {} }, checks: [
  http({ id: 'slow', secret: fromEnv('SLOW'), ping: get('${url}/me'), allowPrivate: ['127.0.0.0/8'], assert: ['ok'], impact: 'No builds' }) ] })`
    await writeFile(join(cwd, 'slow.config.ts'), slow)
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd, SLOW: 'a-token-on-its-way' }
    const child = spawn(
      process.execPath,
      [program, 'check', '--config', 'slow.config.ts', '--report', 'junit=late.xml'],
      { cwd, env },
    )
    let printed = ''
    child.stdout.on('data', (text) => (printed += text))
    child.stderr.on('data', (text) => (printed += text))
    await asked.promise
    child.kill('SIGINT')
    const [code] = await once(child, 'close')
    await closeServer(server)
    assert.deepEqual([code, printed], [130, 'interrupted: nothing more was done\n'])
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => name.includes('late')),
      [],
    )
  })

  it('refuses settings of Node that could show a token, before it reads one', async () => {
    const { code, stderr } = await tokenwatch(['check'], { cwd, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    assert.equal(code, 3)
    assert.match(stderr, /refusing to start with NODE_TLS_REJECT_UNAUTHORIZED set/)
  })
})

/** Returns the help of a command without a process for each. */
async function helpOf(name: string): Promise<{ readonly code: number; readonly printed: string }> {
  let [code, printed] = [-1, '']
  const program = programOf(commands, async () => {})
  const all = [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]
  for (const one of all) one.exitOverride().configureOutput({ writeOut: (text) => (printed += text) })
  await program.parseAsync([...name.split(' '), '--help'], { from: 'user' }).catch((error: { exitCode: number }) => {
    code = error.exitCode
  })
  return { code, printed }
}
