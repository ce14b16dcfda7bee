import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { request } from 'undici'
import { z } from 'zod'
import { pageTestEvent } from '../../../functions/core/alerting/page-test.ts'
import { region } from '../../../local/aws/account.ts'
import { credentialsFor } from '../../../local/aws/caller.ts'
import { type WalkedStack, walkTemplate } from '../../../local/template/walk.ts'
import { startedCommand } from '../../cli/started.ts'
import { until } from '../../local/oauth/until.ts'
import { type CommandHost, openCommandHost } from '../../support/command-host.ts'
import { aFolder } from '../../support/command-line.ts'
import { keepOpen, stackCadence } from '../../support/stack.ts'
import { stackName, synthesizeWalk } from './subject.ts'

const policies = { gate: 'TokenwatchGate-acme-eu-west-1', operator: 'TokenwatchOperator-acme-eu-west-1' } as const

describe("a role with one of the stack's policies and nothing else", { timeout: 600_000 }, () => {
  const keep = keepOpen()
  let stack: WalkedStack
  let cwd: string
  let host: CommandHost
  let tableName: string
  before(
    async () => {
      const subject = keep(await synthesizeWalk())
      cwd = keep(await aFolder()).path
      host = keep(openCommandHost())
      const { template, assetDirectory } = subject
      const table = Object.keys(template.Resources).find((id) => template.Resources[id]?.Type.includes('DynamoDB'))
      tableName = `${stackName}-${table}`
      stack = keep(await walkTemplate(template, { stackName, assetDirectory, secrets: await subject.secrets() }))
      await stack.tick(stackCadence)
    },
    { timeout: 600_000 },
  )
  after(() => assert.deepEqual(denied(), [], 'nobody has looked at what was denied'))

  const run = (policy: keyof typeof policies, ...args: readonly string[]) =>
    host.run(args, { cwd, env: { ...stack.aws.environment(policies[policy]), TOKENWATCH_DEPLOYMENT: 'acme' } })

  /** Invokes `probe` with a policy. Resolves with the error of the function. */
  async function invoke(policy: keyof typeof policies, Qualifier: string | undefined, event: object) {
    const credentials = credentialsFor(policies[policy])
    const client = new LambdaClient({ endpoint: stack.aws.invocations.url, region, credentials })
    const FunctionName = [...stack.functions].find(([id]) => id.startsWith('FunctionsProbe'))?.[1].name
    try {
      const command = new InvokeCommand({ FunctionName, Qualifier, Payload: JSON.stringify(event) })
      const { Payload = [] } = await client.send(command)
      return z.object({ errorMessage: z.string() }).parse(JSON.parse(Buffer.from(Payload).toString()))
    } finally {
      client.destroy()
    }
  }

  let looked = 0
  /** The actions that were denied since the last look. */
  function denied(): readonly string[] {
    const found = stack.denials.slice(looked).map(({ action }) => action)
    looked = stack.denials.length
    return found
  }

  describe('TokenwatchGate', () => {
    for (const [args, code] of [
      [['wiki'], 1],
      [['orders'], 0],
      [['orders', '--evidence', 'fresh'], 0],
      [['wiki', '--override', 'the wiki can wait'], 0],
    ] as const)
      it(`may run: gate ${args.join(' ')}`, async () => {
        const { code: exited, stderr } = await run('gate', 'gate', ...args)
        assert.deepEqual([exited, denied()], [code, []], stderr)
      })

    it('may run: status, and learns that the uptime needs more', async () => {
      const { code, stdout, stderr } = await run('gate', 'status')
      assert.deepEqual([code, denied()], [0, ['dynamodb:BatchGetItem']])
      assert.match(stdout, /production\/wiki/)
      assert.match(stderr, /uptime: not read: AWS denies dynamodb:BatchGetItem .* TokenwatchOperator/)
    })

    describe('and whatever event it likes', () => {
      const batch = { cadence: stackCadence, tick: Date.now(), batch: 0, config: 'any', checks: ['production/wiki'] }
      const record = { messageId: 'one', body: JSON.stringify(batch) }
      const events: readonly (readonly [what: string, event: object])[] = [
        ['a batch', { Records: [record] }],
        ['a task', { Records: [{ messageId: 'one', body: JSON.stringify({ task: 'canaries', tick: Date.now() }) }] }],
        ['a test page', pageTestEvent({ environment: 'production' })],
      ]

      for (const [what, event] of events)
        it(`may not have probe take ${what}`, async () => {
          const deliveries = stack.deliveries.length
          const { errorMessage } = await invoke('gate', 'gate', event)
          assert.match(errorMessage, /does not take such an event through gate/)
          for (const alias of ['queue', 'operator', undefined])
            await assert.rejects(invoke('gate', alias, event), { name: 'AccessDeniedException' })
          assert.deepEqual(denied(), Array(3).fill('lambda:InvokeFunction'))
          assert.equal(stack.deliveries.length, deliveries)
        })
    })

    for (const [command, action] of [
      [['ack', 'wiki', '--by', 'sam', '--yes'], 'dynamodb:BatchGetItem'],
      [['silence', 'wiki', '--for', '1h', '--reason', 'we know', '--by', 'sam', '--yes'], 'dynamodb:PutItem'],
      [['incidents'], 'dynamodb:Query'],
    ] as const)
      it(`sees which action is denied, and which policy would allow it: ${command[0]}`, async () => {
        const { code, stdout, stderr } = await run('gate', ...command)
        assert.deepEqual([code, stdout], [2, ''])
        assert.ok(denied().includes(action))
        assert.match(
          stderr,
          new RegExp(
            `^AWS denies ${action} on arn:aws:dynamodb:eu-west-1:\\*:table/\\S+: attach the policy TokenwatchOperator of the deployment, or allow \\{"Effect":"Allow","Action":"${action}","Resource":"arn:`,
          ),
        )
      })
  })

  it('sees verdicts with TokenwatchGate alone, and learns what is missing', async () => {
    const env = { ...stack.aws.environment(policies.gate), TOKENWATCH_DEPLOYMENT: 'acme' }
    const shown = keep(startedCommand(['--read-only'], cwd, env, 'console'))
    await until(() => /at http/.test(shown.stdout()) || shown.stderr() !== '')
    const address = /at (http:\S+)/.exec(shown.stdout())?.[1] ?? shown.stderr()
    const text = await (await request(address)).body.text()
    assert.match(text, /Not everything could be read: incidents and evidence: AWS denies dynamodb:BatchGetItem/)
    assert.match(text, /production\/wiki[\s\S]*rejected/)
    assert.ok(denied().includes('dynamodb:BatchGetItem'))
  })

  describe('TokenwatchOperator', () => {
    for (const command of [
      ['incidents'],
      ['incidents', '--all'],
      ['status'],
      ['ack', 'wiki', '--by', 'sam', '--yes'],
      ['silence', 'wiki', '--for', '1h', '--reason', 'we know', '--by', 'sam', '--yes'],
      ['page', '--test', '--yes'],
    ])
      it(`may run: ${command.join(' ')}`, async () => {
        const { code, stderr } = await run('operator', ...command)
        assert.deepEqual([code, denied()], [0, []], stderr)
      })

    it('may end the silence that it began', async () => {
      const { silences } = JSON.parse((await run('operator', 'incidents', '--json')).stdout).data
      const { code, stderr } = await run('operator', 'silence', 'end', silences[0].id, '--yes')
      assert.deepEqual([code, denied()], [0, []], stderr)
    })

    it('may run: console, which shows the deployment and acknowledges', async () => {
      const env = { ...stack.aws.environment(policies.operator), TOKENWATCH_DEPLOYMENT: 'acme' }
      const shown = keep(startedCommand(['--by', 'sam'], cwd, env, 'console'))
      await until(() => /at http/.test(shown.stdout()) || shown.stderr() !== '')
      const address = /at (http:\S+)/.exec(shown.stdout())?.[1] ?? shown.stderr()
      const read = async (path: string) => (await request(new URL(path, address))).body.text()
      const overview = await read('/')
      assert.match(overview, /production\/wiki[\s\S]*rejected[\s\S]*put a working token into the secret/)
      assert.doesNotMatch(overview, /role="alert"/)
      assert.match(await read('/check?key=production/orders'), /production\/orders[\s\S]*by Tokenwatch/)
      const secret = /name="secret" value="([^"]+)"/.exec(await read('/acknowledge?key=production/wiki'))?.[1] ?? ''
      const { statusCode, body } = await request(new URL('/acknowledge', address), {
        method: 'POST',
        headers: { origin: new URL(address).origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ key: 'production/wiki', secret }).toString(),
      })
      await body.dump()
      assert.equal(statusCode, 303)
      assert.match(await read('/incidents'), /acknowledged by sam/)
      assert.deepEqual(denied(), [])
      shown.end()
      assert.deepEqual([await shown.ended, shown.stderr()], [0, ''])
    })

    it("may not change the monitor's own records", async () => {
      const credentials = credentialsFor(policies.operator)
      const client = new DynamoDBClient({ endpoint: stack.aws.dynamodb.url, region, credentials })
      const put = new PutItemCommand({ TableName: tableName, Item: { pk: { S: 'monitor' }, sk: { S: 'state' } } })
      await assert.rejects(client.send(put), { name: 'AccessDeniedException' })
      client.destroy()
      assert.deepEqual(denied(), ['dynamodb:PutItem'])
    })
  })
})
