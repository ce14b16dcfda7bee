import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { aNetwork } from '../support/check.ts'
import { aFolder, tokenwatch } from '../support/command-line.ts'
import { freePort } from '../support/free-port.ts'
import { hookLimit, keepOpen, type Product, stackCadence, startProduct, stateOf } from '../support/stack.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'

const clock = new URL('../../local/clock.ts', import.meta.url).href

describe('tokenwatch doctor', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  let product: Product
  before(async () => {
    cwd = keep(await aFolder()).path
    product = keep(await startProduct())
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

  it('says which secret no tag binds to hosts, and the command that would, until it is bound', async () => {
    const unbound =
      /^✓ secret hosts +production\/orders may be sent to any host that a config names; to bind it: (aws secretsmanager tag-resource --secret-id 'production\/orders' --tags 'Key=tokenwatch:hosts,Value=(127\.0\.0\.1:\d+)')$/m
    const { code, stdout } = await doctor('good.json')
    assert.equal(code, 0)
    const [, , hosts = ''] = unbound.exec(stdout) ?? []
    const owner = secretsManagerClient(deployed.stack.aws.secretsManager.url)
    const Tags = [{ Key: 'tokenwatch:hosts', Value: hosts }]
    await owner.send(new TagResourceCommand({ SecretId: 'production/orders', Tags }))
    owner.destroy()
    await deployed.stack.tick(stackCadence)
    assert.doesNotMatch((await doctor('good.json')).stdout, /secret hosts/)
    assert.equal((await stateOf(deployed.stack, 'production/orders')).reason, 'healthy')
  })

  it('says which secret is too short to be found in text, and not how short, until it is replaced', async () => {
    const { secretsManager } = deployed.stack.aws
    const [good, short] = [await product.mint(), 'hunter2']
    secretsManager.put('production/orders', short)
    await deployed.stack.tick(stackCadence)
    const { code, stdout, stderr } = await doctor('good.json')
    assert.equal(code, 0, stdout)
    assert.match(
      stdout,
      /^! secret strength +production\/orders: its token is too short or too uniform to be found in text, so logs and messages could show it: replace it by at least 16 random letters and digits$/m,
    )
    assert.ok(![stdout, stderr].join('').includes(short))
    secretsManager.put('production/orders', good)
    await deployed.stack.tick(stackCadence)
    assert.doesNotMatch((await doctor('good.json')).stdout, /secret strength/)
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

  it('finds a secret of another account that its default key keeps closed', async () => {
    const config = JSON.parse(await readFile(join(cwd, 'good.json'), 'utf8'))
    const id = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:orders-AbCdEf'
    const keyArn = 'arn:aws:kms:eu-west-1:210987654321:key/0a1b2c3d-0000-4000-8000-0123456789ab'
    const lines = async (secret: object) => {
      const checks = [{ ...config.checks[0], secret: { from: 'secrets-manager', id, ...secret } }]
      await writeFile(join(cwd, 'theirs.json'), JSON.stringify({ ...config, checks }))
      const { stdout } = await doctor('theirs.json')
      return stdout.split('\n').filter((line) => line.startsWith('✗ account '))
    }
    const [line = '', ...more] = await lines({})
    assert.match(
      line,
      /production\/orders: secret: expected a secret of the account of the deployment, 123456789012, found 210987654321: .* keyArn$/,
    )
    assert.deepEqual([more, await lines({ keyArn })], [[], []])
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

  describe('of functions and queues that others own', () => {
    const lambdaArn = 'arn:aws:lambda:eu-west-1:123456789012:function:pager'
    const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:pages'
    const sender = (action: string, resource: string, topic: string, more: object = {}) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: action,
          Resource: resource,
          Condition: { ArnLike: { 'aws:SourceArn': topic }, ...more },
        },
      })

    /** Returns the findings about delivery that the function and the queue are in, with these policies. */
    async function found(functionPolicy: string | null, queue: { policy?: string; keyId?: string } | null) {
      const { aws, topicArns } = deployed.stack
      if (functionPolicy !== null) aws.invocations.setPolicy(lambdaArn, functionPolicy)
      if (queue !== null) aws.sqs.createQueue('pages', queue)
      aws.sns.subscribe(topicArns.page, 'lambda', async () => {}, lambdaArn)
      aws.sns.subscribe(topicArns.page, 'sqs', async () => {}, queueArn)
      try {
        const looked = await doctor('good.json')
        const paged = await deployed.run(['page', '--test', '--yes'])
        const lines = looked.stdout.split('\n').filter((line) => line.includes(' delivery '))
        return { codes: [looked.code, paged.code], lines: lines.map((line) => line.replaceAll(/ +/g, ' ')), paged }
      } finally {
        for (const arn of [lambdaArn, queueArn]) aws.sns.unsubscribe(topicArns.page, arn)
      }
    }

    const statement = (action: string, resource: string) =>
      `{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"${action}","Resource":"${resource}","Condition":{"ArnLike":{"aws:SourceArn":["${deployed.stack.topicArns.page}"]}}}`

    it('finds that they let SNS in, by nothing but proof', async () => {
      const topic = deployed.stack.topicArns.page
      const nobody = await found(null, null)
      assert.deepEqual(nobody.codes, [2, 2])
      assert.deepEqual(nobody.lines, [
        `✗ delivery SNS may not deliver to ${lambdaArn}: its policy needs ${statement('lambda:InvokeFunction', lambdaArn)}`,
        `✗ delivery ${queueArn} does not exist, so it receives no alerts`,
      ])
      assert.match(nobody.paged.stdout, /✗ SNS may not deliver to arn:aws:lambda/)

      const other = await found(sender('lambda:InvokeFunction', lambdaArn, `${topic}-of-others`), {
        policy: sender('sqs:SendMessage', queueArn, topic, { StringEquals: { 'aws:SourceOrgID': 'o-1' } }),
      })
      assert.deepEqual(other.codes, [2, 2])
      assert.match(other.lines[0] ?? '', /^✗ delivery SNS may not deliver to arn:aws:lambda/)
      assert.match(
        other.lines[1] ?? '',
        /^! delivery cannot tell if SNS may deliver to arn:aws:sqs\S+ its policy has conditions/,
      )

      const granted = await found(sender('lambda:InvokeFunction', lambdaArn, topic), {
        policy: sender('sqs:SendMessage', queueArn, topic),
      })
      assert.deepEqual(granted.codes, [0, 0], granted.paged.stderr)
      assert.deepEqual(granted.lines, ['✓ delivery SNS may deliver to every function and queue that is subscribed'])
    })

    it('finds a function in a Region that SNS delivers to from nowhere else', async () => {
      const { aws, topicArns } = deployed.stack
      const arn = 'arn:aws:lambda:me-central-1:123456789012:function:pager'
      aws.invocations.setPolicy(arn, sender('lambda:InvokeFunction', arn, topicArns.page))
      aws.sns.subscribe(topicArns.page, 'lambda', async () => {}, arn)
      try {
        const { code, stdout } = await doctor('good.json')
        assert.equal(code, 2)
        assert.match(
          stdout,
          /✗ delivery +SNS delivers from eu-west-1 to no function in me-central-1: name a function in /,
        )
        assert.match(stdout, /its policy needs \S+"Service":\["sns.amazonaws.com","sns.me-central-1.amazonaws.com"\]/)
      } finally {
        aws.sns.unsubscribe(topicArns.page, arn)
      }
    })

    it('finds keys that SNS may not use, and keys of which it cannot tell', async () => {
      const topic = deployed.stack.topicArns.page
      const [functionPolicy, policy] = [
        sender('lambda:InvokeFunction', lambdaArn, topic),
        sender('sqs:SendMessage', queueArn, topic),
      ]
      const aws = await found(functionPolicy, { policy, keyId: 'alias/aws/sqs' })
      assert.deepEqual([aws.codes, aws.lines.length], [[2, 2], 1])
      assert.match(aws.lines[0] ?? '', /^✗ delivery SNS may not use the key alias\/aws\/sqs/)
      const own = await found(functionPolicy, { policy, keyId: 'arn:aws:kms:eu-west-1:123456789012:key/own' })
      assert.deepEqual([own.codes, own.lines.length], [[0, 0], 1])
      assert.match(
        own.lines[0] ?? '',
        /^! delivery cannot tell if SNS may use the key arn:aws:kms.* for sns\.amazonaws\.com$/,
      )
    })

    it('names the name of SNS for an opt-in Region to the owner of a key', async () => {
      const { aws, topicArns } = deployed.stack
      const arn = aws.sqs.createQueue('far', { keyId: 'arn:aws:kms:me-central-1:123456789012:key/own' }).arn
      const far = arn.replace('eu-west-1', 'me-central-1')
      aws.sns.subscribe(topicArns.page, 'sqs', async () => {}, far)
      try {
        const { stdout } = await doctor('good.json')
        assert.match(
          stdout,
          /may use the key \S+me-central-1\S+ of \S+: .* for sns\.amazonaws\.com and sns\.me-central-1\.amazonaws\.com$/m,
        )
      } finally {
        aws.sns.unsubscribe(topicArns.page, far)
      }
    })

    it('says that it cannot tell where it may not look', async () => {
      const { aws } = deployed.stack
      aws.invocations.inject({
        operation: 'GetPolicy',
        times: 9,
        fault: { error: 'AccessDeniedException', status: 403 },
      })
      const { codes, lines } = await found(null, {
        policy: sender('sqs:SendMessage', queueArn, deployed.stack.topicArns.page),
      })
      aws.invocations.clearFaults()
      assert.deepEqual(codes, [0, 0])
      assert.match(lines[0] ?? '', /^! delivery cannot tell .*lambda:GetPolicy was refused \(AccessDeniedException\)/)
    })
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
