import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runModule as run } from '../support/run-module.ts'

const lambdaModule = new URL('../../functions/aws/lambda.ts', import.meta.url).href
const logsModule = new URL('../../functions/aws/logs.ts', import.meta.url).href

const handling = (body: string, then = '') => `
  import { lambdaHandler } from ${JSON.stringify(lambdaModule)}
  const handler = lambdaHandler('probe', async () => { ${body} })
  ${then}
  const thrown = await handler({}, {}).catch((error) => error)
  const all = { message: thrown.message, keys: Object.keys(thrown), cause: thrown.cause, name: thrown.name }
  process.stdout.write(JSON.stringify(all))
`
const leaky = "Object.assign(new Error('marked-7f3a9c'), { input: 'marked-7f3a9c', cause: { token: 'marked-7f3a9c' } })"

describe('a handler that throws', () => {
  it('reports only its own name and the name of the error', async () => {
    const { stdout, stderr } = await run(handling(`throw ${leaky}`))
    const [event = '', thrown = ''] = stdout.split('\n')
    const { at: _, ...logged } = JSON.parse(event)
    assert.deepEqual(logged, { event: 'fault', where: 'probe', code: 'Error', check: null })
    assert.deepEqual(JSON.parse(thrown), { message: 'probe failed: Error', keys: [], name: 'Error' })
    assert.equal(stderr, '')
  })

  it('reports the message of a stopped rotation, which is ours', async () => {
    const { stdout } = await run(
      handling("throw Object.assign(new Error('in our words'), { name: 'RotationStopped' })"),
    )
    assert.match(stdout, /"message":"in our words"/)
  })

  for (const [how, script] of [
    ['beside its promise', `setTimeout(() => { throw ${leaky} }); await new Promise(() => setInterval(() => 0, 1000))`],
    [
      'in a promise that nobody waits for',
      `Promise.reject(${leaky}); await new Promise(() => setInterval(() => 0, 1000))`,
    ],
  ] as const)
    it(`${how} ends the process without the error's message`, async () => {
      const { code, stdout, stderr } = await run(handling(script))
      assert.equal(code, 1)
      assert.match(stdout, /"event":"fault"/)
      assert.doesNotMatch(stdout + stderr, /marked|7f3a9c/)
    })
})

describe('a function with a setting that could show secrets', () => {
  for (const name of ['NODE_DEBUG', 'NODE_TLS_REJECT_UNAUTHORIZED', 'SSLKEYLOGFILE', 'NODE_USE_ENV_PROXY'])
    it(`refuses to start, and names ${name}`, async () => {
      const { code, stderr } = await run(handling(''), { [name]: '0' })
      assert.equal(code, 1)
      assert.match(stderr, new RegExp(`refusing to start with ${name} set`))
    })

  const options: readonly (readonly [written: string, named: string])[] = [
    ['--tls-keylog=/tmp/keys', '--tls-keylog'],
    ['--tls_keylog=/tmp/keys', '--tls-keylog'],
    ['--enable-source-maps "--trace-tls"', '--trace-tls'],
    ['--tls-min-v1.0', 'weak TLS'],
    ['--tls_min_v1.1', 'weak TLS'],
    ['--tls-cipher-list=DEFAULT@SECLEVEL=0', 'weak TLS'],
    ['--insecure-http-parser', '--insecure-http-parser'],
    ['--heapsnapshot-signal=SIGUSR2', '--heapsnapshot-signal'],
    ['--report-on-signal', '--report-on-signal'],
  ]
  for (const [written, named] of options)
    it(`refuses to start with NODE_OPTIONS=${written}, and names the option without its value`, async () => {
      const { code, stderr } = await run(handling(''), { NODE_OPTIONS: written })
      assert.equal(code, 1)
      assert.match(stderr, new RegExp(`refusing to start with ${named} set`))
      assert.doesNotMatch(stderr, /tmp.keys/)
    })

  it('starts with options that show nothing', async () => {
    const { code } = await run(handling("throw new Error('x')"), {
      NODE_OPTIONS: '--enable-source-maps --max-old-space-size=200',
    })
    assert.equal(code, 0)
  })

  it('starts if the setting is empty', async () => {
    const { code } = await run(handling("throw new Error('x')"), { NODE_DEBUG: '' })
    assert.equal(code, 0)
  })
})

it('each event is one line of JSON, whatever it holds', async () => {
  const odd = 'a\nb\r\u2028c\u2029d\u0085e\u001b[31m"\\'
  const { stdout } = await run(`
    import { logToStdout } from ${JSON.stringify(logsModule)}
    logToStdout({ event: 'fault', where: ${JSON.stringify(odd)}, code: 'x', check: null })
  `)
  assert.match(stdout, /^[\x20-\x7e]+\n$/)
  assert.equal(JSON.parse(stdout).where, 'a\nb\r?c?d?e\u001b[31m"\\')
})
