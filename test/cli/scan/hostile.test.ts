import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'
import { loadConfigFile } from '../../../functions/config/config-file.ts'
import { type CommandHost, openCommandHost } from '../../support/command-host.ts'
import { aFolder } from '../../support/command-line.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

/** Characters that steer a terminal, turn a line around, or are not seen. */
const unseen = /[\p{Cf}\p{Zl}\p{Zp}]|(?![\n\r])\p{Cc}/u
const red = '\u001b[31mred\u001b[0m'
const turned = '\u202Egnp.exe\u2066'
const markup = '"><script>alert(1)</script>'

const jwtOf = (claims: object): string =>
  [{ alg: 'HS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('c2lnbmF0dXJl')
    .join('.')

describe('an account that somebody filled with malice', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let account: ScannedAccount
  let folder: string
  let report: ScanReport
  const files = { html: '', csv: '', json: '', config: '' }
  let text = ''
  before(async () => {
    folder = keep(await aFolder()).path
    account = keep(await startScannedAccount())
    const { secretsManager } = account.aws
    const tags = {
      owner: red,
      env: turned,
      team: markup,
      'tokenwatch:impact': `${red}${turned}\n'],`,
      [`x${turned}`]: '=cmd()',
    }
    secretsManager.put('=HYPERLINK/pulumi', valueFor('pulumi.token', 701), { tags })
    secretsManager.put(
      'production/fields',
      JSON.stringify({
        [`TOKEN${red}`]: valueFor('figma.token', 702),
        [`key${turned}`]: valueFor('groq.token', 703),
        [`${markup}key`]: valueFor('neon.token', 704),
      }),
    )
    secretsManager.put(
      'internal/gitlab',
      JSON.stringify({ [`host\u202e`]: 'git.acme.example', token: valueFor('gitlab.token', 705) }),
    )
    for (const [name, exp] of Object.entries({
      far: 1e300,
      huge: 8.64e12,
      negative: -1e300,
      text: '9'.repeat(400),
      max: Number.MAX_SAFE_INTEGER,
    }))
      secretsManager.put(`production/jwt-${name}`, jwtOf({ exp }), { tags })
    secretsManager.putBinary('production/binary', new Uint8Array(49_000).fill(255))
    secretsManager.put('production/large', `{"a":"${'x'.repeat(65_000)}"}`)
    secretsManager.put('production/bom', `\ufeff${valueFor('pulumi.token', 706)}`)
    secretsManager.put('production/nul', `\u0000${valueFor('pulumi.token', 707)}`)
    for (const name of ['html', 'csv', 'json', 'config'] as const)
      files[name] = join(folder, name === 'config' ? 'tokenwatch.config.ts' : `scan.${name}`)
    const ran = await account.run({
      yes: true,
      report: [`html=${files.html}`, `csv=${files.csv}`, `json=${files.json}`],
      config: files.config,
    })
    report = ran.report
    text = [ran.result.text, ...(ran.result.notes ?? []), JSON.stringify(ran.result.data)].join('\n')
  }, hookLimit)

  it('writes no character that steers a terminal or turns a line, in any output', async () => {
    const outputs = {
      text,
      ...Object.fromEntries(
        await Promise.all(
          Object.entries(files).map(async ([name, file]) => [name, await readFile(file, 'utf8')] as const),
        ),
      ),
    }
    for (const [name, output] of Object.entries(outputs)) {
      const at = output.search(unseen)
      assert.ok(at < 0, `${name}: ${JSON.stringify(output.slice(Math.max(0, at - 60), at + 40))}`)
    }
  })

  it('writes no markup into the page and no formula into a cell', async () => {
    const page = await readFile(files.html, 'utf8')
    assert.ok(!page.includes('<script') && !page.includes(markup))
    const cells = (await readFile(files.csv, 'utf8')).split('\r\n').flatMap((line) => line.split(','))
    for (const cell of cells) assert.doesNotMatch(cell, /^"?[=+@\t]/)
  })

  it('writes a config that loads', async () => {
    const loaded = await loadConfigFile(files.config)
    assert.deepEqual(loaded.ok ? [] : loaded.problems, [])
  })

  it('survives every expiry that a JWT may claim', () => {
    const jwts = report.credentials.filter(({ profile }) => profile === 'jwt')
    assert.equal(jwts.length, 5)
    for (const { expiresAt } of jwts)
      assert.ok(expiresAt === null || expiresAt === 'never' || !Number.isNaN(Date.parse(expiresAt)))
  })
})

describe('places that somebody filled with malice', { timeout: 60_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let host: CommandHost
  before(async () => {
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
    await mkdir(join(cwd, 'deploy/dir.yaml'), { recursive: true })
    await writeFile(join(cwd, 'deploy', `a${red}\n${turned}.yaml`), 'kind: Secret\n\t- [')
    await writeFile(
      join(cwd, 'deploy/bomb.yaml'),
      `a: &a [x,x]\n${Array.from({ length: 30 }, (_, at) => `b${at}: &b${at} [${at === 0 ? '*a,*a' : `*b${at - 1},*b${at - 1}`}]`).join('\n')}\n`,
    )
    const value = valueFor('pulumi.token', 711)
    await writeFile(
      join(cwd, 'deploy/odd.yaml'),
      JSON.stringify({
        kind: 'Secret',
        metadata: { name: `${red}x`, namespace: 7, annotations: [1] },
        type: 3,
        data: { n: 5, token: '%%%' },
        stringData: { token: value, [`${turned}key`]: value },
      }),
    )
    await writeFile(join(cwd, 'existing.config.ts'), 'mine')
    await writeFile(join(cwd, '.env'), `PULUMI_ACCESS_TOKEN=${value}\n`)
    await writeFile(join(cwd, 'empty.env'), '')
    await writeFile(join(cwd, 'facts.json'), '{"version":1,"key":7}')
  }, hookLimit)

  it('are reported, bounded and readable', async () => {
    const { stdout, stderr, code } = await host.run(['scan', '--kubernetes', 'deploy', '--offline'], { cwd, env: {} })
    assert.equal(code, 2, stderr)
    assert.doesNotMatch(`${stdout}${stderr}`, unseen)
    assert.match(stdout, /it is no YAML that can be read/)
    assert.match(stdout, /bomb\.yaml: it cannot be read/)
    assert.match(stdout, /dir\.yaml: it cannot be read/)
  })

  const wrong: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
    [['--fail-on', ''], 3, /^--fail-on: expected dead, /],
    [['--fail-on', 'dead,,'], 3, /^--fail-on: expected dead, /],
    [['--fail-on', 'expiring:soon'], 3, /^--fail-on: expected/],
    [['--fail-on', 'expiring:7d:8d'], 3, /^--fail-on: expected/],
    [['--fail-on', 'expiring:-1d'], 3, /^--fail-on: expected/],
    [['--fail-on', `${red}`], 3, /^--fail-on: expected/],
    [['--within', 'soon'], 3, /^--within: expected/],
    [['--most', '0'], 3, /^--most: expected/],
    [['--config', 'existing.config.ts'], 2, /^existing\.config\.ts: already exists/],
    [['--facts', 'facts.json'], 2, /^facts\.json: holds no facts of a scan/],
    [['--report', 'html'], 2, /^This would send credentials to these hosts:/],
    [['--report', 'html=', '--offline'], 3, /^--report: expected/],
    [['--report', 'html=no/such/folder/x.html', '--yes'], 2, /^no\/such\/folder\/x\.\w+: its folder is not there/],
    [['--observations', 'no/such/folder/x.json', '--yes'], 2, /^no\/such\/folder\/x\.\w+: its folder is not there/],
  ]
  for (const [args, code, message] of wrong)
    it(`are asked in vain with ${JSON.stringify(args)}`, async () => {
      const ran = await host.run(['scan', '--env-file', '.env', ...args], { cwd, env: {} })
      assert.match(ran.stderr, message)
      assert.equal(ran.code, code)
      assert.doesNotMatch(ran.stderr, unseen)
      assert.doesNotMatch(ran.stderr, /\n {4}at /)
      assert.equal(await readFile(join(cwd, 'existing.config.ts'), 'utf8'), 'mine')
    })
})
