import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { aNetwork } from '../support/check.ts'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'

const clock = new URL('../../local/clock.ts', import.meta.url).href

describe('tokenwatch doctor', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  before(async () => {
    cwd = keep(await aFolder()).path
    const product = keep(await startProduct())
    deployed = keep(await startDeployed(product, cwd))
    await writeFile(join(cwd, 'good.json'), configFor(`${product.api.url}/me`))
    await writeFile(join(cwd, 'lost.json'), configFor(`http://127.0.0.1:${await freePort()}/me`))
    await writeFile(join(cwd, 'broken.json'), configFor('https://api.acme.example/me').replace('"No builds"', '""'))
    await writeFile(join(cwd, 'fast.mjs'), `import { shiftClock } from '${clock}'\nshiftClock(20 * 60_000)\n`)
  }, hookLimit)

  const doctor = (config: string, more: Readonly<Record<string, string>> = {}) =>
    deployed.run(['doctor', '--config', config], more)

  it('reports no problem if there is none', async () => {
    const { code, stdout, stderr } = await doctor('good.json')
    assert.deepEqual([code, stderr], [0, ''], stdout)
    for (const about of ['node', 'config', 'credentials', 'clock', 'permissions', 'heartbeat', 'subscriptions'])
      assert.match(stdout, new RegExp(`^✓ ${about} `, 'm'))
    assert.doesNotMatch(stdout, /^✗/m)
  })

  it('finds a clock that is wrong', async () => {
    const env = { ...deployed.env, NODE_OPTIONS: `--import=${join(cwd, 'fast.mjs')}` }
    const { code, stdout } = await tokenwatch(['doctor', '--config', 'good.json'], { cwd, env })
    assert.equal(code, 2)
    assert.match(stdout, /^✗ clock +differs from the clock of AWS by (19m|20m).*: set it with NTP/m)
  })

  it('finds a host that cannot be reached from here', async () => {
    const { code, stdout } = await doctor('lost.json')
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^✗ host 127\.0\.0\.1:\d+ does not answer this machine \(connection_refused\): check its name/m,
    )
  })

  it('lists the endpoints that networks without NAT need', async () => {
    const network = aNetwork({ egress: { endpoints: ['dynamodb', 'secretsmanager', 'sns', 'sqs'] } })
    const config = { ...JSON.parse(await readFile(join(cwd, 'good.json'), 'utf8')), account: { network } }
    await writeFile(join(cwd, 'closed.json'), JSON.stringify(config))
    const { stdout } = await doctor('closed.json')
    assert.match(
      stdout,
      /^✓ network +environments\.\w+\.network needs VPC endpoints for dynamodb, secretsmanager, sns, sqs$/m,
    )
    assert.match(
      stdout,
      /^✓ network +account\.network needs VPC endpoints for dynamodb, events, monitoring, s3, secretsmanager, sns, sqs$/m,
    )
    assert.match(stdout, /^! config +cannot be deployed to AWS: .*account\.network\.egress\.endpoints: missing events/m)
  })

  it('names what it may not read, and the policy statement that would allow it', async () => {
    const fault = { error: 'AuthorizationError', status: 403 }
    deployed.stack.aws.sns.inject({ operation: 'ListSubscriptionsByTopic', times: 9, fault })
    const { code, stdout } = await doctor('good.json')
    deployed.stack.aws.sns.clearFaults()
    assert.equal(code, 2)
    assert.match(
      stdout,
      /^✗ permissions +AWS denies sns:ListSubscriptionsByTopic on arn:\S+: allow \{"Effect":"Allow","Action":"sns:ListSubscriptionsByTopic","Resource":"arn:\S+"\}$/m,
    )
  })

  it('checks everything else without credentials, or with a wrong config', async () => {
    const unknown = await doctor('good.json', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })
    assert.equal(unknown.code, 2)
    assert.match(unknown.stdout, /^✓ host [\s\S]*^✗ credentials +no AWS credentials: sign in as/m)
    const broken = await doctor('broken.json')
    assert.equal(broken.code, 3)
    assert.match(broken.stdout, /^✗ config +broken\.json: production\/orders: impact: [\s\S]*^✓ heartbeat/m)
  })
})

function configFor(url: string): string {
  const orders = {
    profile: 'http',
    id: 'orders',
    secret: { from: 'secrets-manager', id: 'production/orders' },
    ping: { method: 'GET', url },
    allowPrivate: ['127.0.0.0/8', '::1/128'],
    assert: ["login == 'acme-bot'"],
    impact: 'No builds',
  }
  return JSON.stringify({ name: 'acme', environments: { production: {} }, checks: [orders] })
}
