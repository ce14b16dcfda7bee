import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'
import { loadConfigFile } from '../../../functions/config/config-file.ts'
import { portOf } from '../../../local/loopback.ts'
import { type CommandHost, openCommandHost } from '../../support/command-host.ts'
import { aFolder, type Run } from '../../support/command-line.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'

const github = valueFor('github.token', 201)
const stripe = valueFor('stripe.token', 202)
const dotenv = [
  `GITHUB_TOKEN=${github}`,
  `export STRIPE_SECRET_KEY="${stripe}"`,
  `AWS_ACCESS_KEY_ID=${valueFor('aws-access-key.accessKeyId', 203)}`,
  `AWS_SECRET_ACCESS_KEY=${valueFor('aws-access-key.secretAccessKey', 204)}`,
  'DATABASE_URL=postgres://app:hunter2hunter2@db.acme.example/app',
  'LOG_LEVEL=info',
  '',
].join('\n')

const manifest = `apiVersion: v1
kind: Secret
metadata: { name: billing, namespace: production, labels: { team: payments } }
stringData:
  token: ${github}
---
apiVersion: v1
kind: List
items:
  - kind: Secret
    metadata: { name: mail }
    data: { SENDGRID_API_KEY: ${Buffer.from(valueFor('sendgrid.token', 205)).toString('base64')} }
  - kind: ConfigMap
    metadata: { name: settings }
    data: { token: ${github} }
`

describe('a scan without AWS', { timeout: 60_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let host: CommandHost
  before(async () => {
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
    await writeFile(join(cwd, '.env'), dotenv)
    await mkdir(join(cwd, 'deploy/base'), { recursive: true })
    await writeFile(join(cwd, 'deploy/base/secrets.yaml'), manifest)
    await writeFile(join(cwd, 'deploy/broken.yaml'), `kind: Secret\n\t- ${github}: [`)
  }, hookLimit)

  const scan = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> =>
    host.run(['scan', ...args], { cwd, env })
  const reportOf = async (...args: readonly string[]): Promise<ScanReport> =>
    JSON.parse((await scan([...args, '--offline', '--json'])).stdout).data
  const kinds = ({ credentials }: ScanReport) =>
    credentials.map(({ profile, fields }) => `${profile} ${fields.join()}`).toSorted()

  it('reports a file of variables like an account, and makes none of them its own', async () => {
    const report = await reportOf('--env-file', '.env')
    assert.deepEqual(kinds(report), [
      'aws-access-key AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY',
      'github GITHUB_TOKEN',
      'stripe STRIPE_SECRET_KEY',
    ])
    assert.deepEqual(report.counts.leftAlone, { database: 1, setting: 1 })
    const { code, stderr } = await scan(['--env-file', '.env'])
    assert.equal(code, 2)
    assert.match(
      stderr,
      /This would send credentials to these hosts:\n {2}api\.github\.com {2}1 credential\n {2}api\.stripe\.com {2}1 credential\n/,
    )
  })

  it('writes a config of variables', async () => {
    const { code, stderr } = await scan(['--env-file', '.env', '--offline', '--config', 'env.config.ts'])
    assert.equal(code, 2, stderr)
    const loaded = await loadConfigFile(join(cwd, 'env.config.ts'))
    assert.deepEqual(loaded.ok ? loaded.deployment.checks.map(({ id, profile }) => [id, profile]) : loaded.problems, [
      ['env-github-token', 'github'],
      ['env-stripe-secret-key', 'stripe'],
    ])
    const text = await readFile(join(cwd, 'env.config.ts'), 'utf8')
    assert.match(text, /secret: fromEnv\('GITHUB_TOKEN'\)/)
  })

  it('reads the Secrets of manifests, in lists and several documents, and says what it could not read', async () => {
    const report = await reportOf('--kubernetes', 'deploy')
    assert.deepEqual(kinds(report), ['github token', 'sendgrid SENDGRID_API_KEY'])
    assert.deepEqual(
      report.credentials.map(({ place, owner, environment }) => [place, owner, environment]),
      [
        ['mail', null, null],
        ['production/billing', 'payments', 'production'],
      ],
    )
    assert.deepEqual(report.gaps, ['deploy/broken.yaml: it is no YAML that can be read'])
  })

  it('looks at one variable', async () => {
    const { stdout } = await scan(['--variable', 'MY_TOKEN', '--offline', '--json'], { MY_TOKEN: github })
    assert.deepEqual(kinds(JSON.parse(stdout).data), ['github MY_TOKEN'])
    const pasted = await scan(['--variable', github])
    assert.deepEqual(
      [pasted.code, pasted.stderr],
      [3, '--variable: expected the name of a variable such as API_TOKEN, not its value\n'],
    )
  })

  it('lists the names and dates of Actions secrets, and says that GitHub hands out no value', async () => {
    const server = createServer((request, response) => {
      const isAllowed = request.headers.authorization === 'Bearer a-token-for-names'
      const page = new URL(request.url ?? '', 'http://localhost').searchParams.get('page')
      const secrets =
        page === '1'
          ? [{ name: 'STRIPE_SECRET_KEY', created_at: '2024-01-01T00:00:00Z', updated_at: '2024-02-01T00:00:00Z' }]
          : []
      response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isAllowed ? { total_count: 1, secrets } : { message: 'Bad credentials' }))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    try {
      const args = [
        '--from',
        'github',
        '--repository',
        'acme/shop',
        '--github-api',
        `http://127.0.0.1:${portOf(server)}`,
      ]
      const { stdout, code } = await scan([...args, '--json'], { GITHUB_TOKEN: 'a-token-for-names' })
      const report: ScanReport = JSON.parse(stdout).data
      assert.deepEqual([code, kinds(report)], [2, ['stripe ']])
      assert.deepEqual(report.gaps, ['1 not read: its place shows names and dates, and no values'])
      const refused = await scan(args, { GITHUB_TOKEN: 'another-token' })
      assert.deepEqual(
        [refused.code, refused.stderr],
        [2, 'GitHub refuses the token in GITHUB_TOKEN (401): use one that works\n'],
      )
    } finally {
      server.close()
    }
  })

  const wrong: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
    [['--env-file', 'none.env'], 2, /^none\.env: cannot be read; --env-file expects lines/],
    [['--kubernetes', 'none'], 2, /^none: no such folder; --kubernetes expects/],
    [['--env-file', '.env', '--kubernetes', 'deploy'], 3, /^name one place/],
    [['--env-file', '.env', '--prefix', 'x'], 3, /^--prefix: this option is for AWS/],
    [['--repository', 'acme/shop'], 3, /^--repository: add --from github/],
    [['--from', 'github', '--repository', 'acme/shop'], 2, /^no token for GitHub: set GITHUB_TOKEN/],
    [
      ['--from', 'github', '--repository', 'acme/shop', '--github-api', 'http://evil.example'],
      3,
      /^--github-api: expected an address/,
    ],
    [['--env-file', '.env', '--report', 'xml'], 3, /^--report: expected table, json, csv, html/],
    [['--env-file', '.env', '--host', 'https://x.example/'], 3, /^--host: expected a host/],
    [['--env-file', '.env', '--most', 'all'], 3, /^--most: expected a number/],
    [['--env-file', '.env', '--offline', '--facts', 'deploy'], 2, /^deploy: cannot be read/],
  ]
  for (const [args, code, message] of wrong)
    it(`says what is wrong with ${args.join(' ')}`, async () => {
      const ran = await scan(args)
      assert.match(ran.stderr, message)
      assert.equal(ran.code, code)
      assert.equal(ran.stderr.split('\n').length, 2)
    })
})
