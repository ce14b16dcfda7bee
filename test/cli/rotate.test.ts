import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { before, describe, it } from 'node:test'
import { keyOf, putIf } from '../../functions/aws/table-item.ts'
import { reportVersion } from '../../functions/consumer.ts'
import type { ExperimentLease } from '../../functions/core/model/experiment.ts'
import { experimentKey } from '../../functions/core/state/table-keys.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import type { Stack } from '../../local/stack.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'
import { aFolder, type Run } from '../support/command-line.ts'
import { type KeyProvider, startKeyProvider } from '../support/key-provider.ts'
import { currentVersionOf, lookAfter, startRotated } from '../support/rotated-stack.ts'
import { hookLimit, itemsOf, keepOpen, stackCadence, startProduct } from '../support/stack.ts'

const asSam = ['--by', 'sam', '--yes']
const hourMs = 60 * 60_000

describe("an operator's rotations", { timeout: 240_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let host: CommandHost
  let stack: Stack
  let provider: KeyProvider
  let offsetMs = 0
  /** The version that the one consumer of `keys` holds. */
  const held = ''
  before(async () => {
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
    const page = createServer(reportVersion(() => held))
    const consumerUrl = `${await listenOnLoopback(page)}/health`
    keep({ close: () => closeServer(page) })
    provider = keep(await startKeyProvider(() => Date.now() + offsetMs))
    const product = keep(await startProduct())
    stack = keep(await startRotated({ product, provider, consumerUrl, clockOffsetMs: () => offsetMs }))
    await stack.tick(stackCadence)
  }, hookLimit)

  const run = (...args: readonly string[]): Promise<Run> =>
    host.run(args, { cwd, env: { ...stack.aws.environment('operator'), TOKENWATCH_DEPLOYMENT: 'acme' } })

  async function dataOf(...args: readonly string[]) {
    const { code, stdout, stderr } = await run(...args, '--json')
    return { code, stderr, data: JSON.parse(stdout).data }
  }

  async function announce(lease: ExperimentLease): Promise<void> {
    const client = dynamoDbClient(stack.aws.dynamodb.url)
    const key = keyOf(experimentKey.partition, experimentKey.sort)
    await putIf({ client, name: 'tokenwatch' }, { key, body: lease, order: { tick: Date.now() } })
    client.destroy()
  }

  const records = async () =>
    (await itemsOf(stack)).filter(({ pk }) => pk?.S?.startsWith('rotation#')).map(({ pk, sk }) => `${pk?.S} ${sk?.S}`)

  describe('rotate', () => {
    it('shows its plan, and does nothing without confirmation', async () => {
      const { code, stderr, stdout } = await run('rotate', 'orders', '--by', 'sam', '--json')
      assert.equal(code, 2)
      assert.match(
        stderr,
        /^This would rotate production\/orders as sam:\n {2}version [0-9a-f-]{36} is replaced by version [0-9a-f-]{36}\n {2}a new access token is issued; the old one expires by itself\nNothing was done\. Add --yes to do it\.\n$/,
      )
      const { data, problems } = JSON.parse(stdout)
      assert.deepEqual([data.plan.steps.length, problems[0].code], [2, 'not_agreed'])
      assert.deepEqual(await records(), [])
    })

    it('tries every step without an exchange in a dry run, and writes nothing', async () => {
      const { code, data } = await dataOf('rotate', 'keys', '--dry-run')
      assert.deepEqual([code, data.stopped], [0, null])
      assert.deepEqual(data.found, [
        'the secrets can be read, and the present version has the promised shape',
        `the present key is ${provider.keys[0]?.id}`,
        'keys at the provider: 1 of 5',
        'the provider answers',
      ])
      assert.deepEqual([provider.keys.length, await records()], [1, []])
    })

    it('names the blocker in a dry run', async () => {
      provider.behaviour.fail.push('GET /keys')
      const { code, stdout } = await run('rotate', 'keys', '--dry-run')
      assert.equal(code, 1)
      assert.match(stdout, /^A rotation of production\/keys would:\n/)
      assert.match(stdout, /\n {2}✗ the keys cannot be listed: HTTP 500\n$/)
    })

    it('rehearses at the provider on a word: makes, tests and ends a key, and leaves the secret as it is', async () => {
      const before = JSON.stringify(stack.aws.secretsManager.describe('production/keys').versionIdsToStages)
      const plan = await run('rotate', 'keys', '--rehearse-live', '--by', 'sam')
      assert.equal(plan.code, 2)
      assert.match(
        plan.stderr,
        /^This would rehearse the rotation of production\/keys as sam:\n {2}a new credential is made at the provider, tested and ended\n {2}no version of the secret is made or moved\n/,
      )
      assert.equal(provider.keys.length, 1)
      const { code, data } = await dataOf('rotate', 'keys', '--rehearse-live', ...asSam)
      assert.deepEqual([code, data.stopped, data.found.length, data.by], [0, null, 3, 'sam'])
      assert.deepEqual([provider.keys.length, provider.live().length], [2, 1])
      assert.equal(JSON.stringify(stack.aws.secretsManager.describe('production/keys').versionIdsToStages), before)
      const audit = await dataOf('rotations', 'keys')
      assert.deepEqual([audit.data.rotations, audit.data.rehearsal.phase], [[], 'done'])
      assert.match((await run('rotations', 'keys')).stdout, /production\/keys@rehearsal {2}done/)
    })

    it('ends with 1 if a rehearsal does not end well, and refuses one where there is nothing to rehearse', async () => {
      provider.behaviour.fail.push('POST /keys')
      const failed = await run('rotate', 'keys', '--rehearse-live', ...asSam)
      assert.equal(failed.code, 1)
      assert.match(
        failed.stdout,
        /\n {2}✗ no answer that can be read came: HTTP 500; what it made is looked for and ended\n$/,
      )
      const foreign = await run('rotate', 'foreign', '--rehearse-live', ...asSam)
      assert.deepEqual([foreign.code, /nothing to rehearse/.test(foreign.stderr)], [3, true])
      const both = await run('rotate', 'keys', '--rehearse-live', '--dry-run', ...asSam)
      assert.deepEqual([both.code, both.stderr], [3, '--dry-run and --rehearse-live: expected one of the two\n'])
    })

    it('rotates, prints each phase as it is reached, and ends with the new version in force', async () => {
      const before = currentVersionOf(stack, 'orders', 'AWSCURRENT')
      const { code, stderr, data } = await dataOf('rotate', 'orders', ...asSam)
      assert.deepEqual([code, data.ending, data.from], [0, 'done', before])
      assert.equal(data.to, currentVersionOf(stack, 'orders', 'AWSCURRENT'))
      const phases = data.entries.map(({ phase, by }: Record<string, string>) => `${phase} ${by}`)
      assert.deepEqual(phases, [
        'preflight sam',
        'claimed createSecret',
        'saved createSecret',
        'verified testSecret',
        'done finishSecret',
      ])
      for (const phase of ['preflight', 'claimed', 'saved', 'verified', 'done'])
        assert.match(stderr, new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC {2}${phase} `, 'm'))
    })

    it('ends with 1 if the rotation fails, with the reason of each step', async () => {
      const before = currentVersionOf(stack, 'ledger', 'AWSCURRENT')
      const { code, stderr, data } = await dataOf('rotate', 'ledger', ...asSam)
      assert.deepEqual([code, data.ending], [1, 'failed'])
      assert.match(stderr, /^createSecret stopped: no token was granted: HTTP 40[01]$/m)
      assert.match(data.entries.at(-1).outcome, /^Secrets Manager gave up: failed at createSecret$/)
      assert.equal(currentVersionOf(stack, 'ledger', 'AWSCURRENT'), before)
    })

    it('asks for an approval if the config requires one, and records who gave it', async () => {
      const refused = await run('rotate', 'guarded', ...asSam)
      assert.deepEqual([refused.code, /add --approve\n$/.test(refused.stderr)], [2, true])
      const { code, data } = await dataOf('rotate', 'guarded', '--approve', ...asSam)
      assert.deepEqual([code, data.ending], [0, 'done'])
      const audit = await dataOf('rotations', 'guarded')
      assert.equal(audit.data.rotations[0].approvedBy, 'sam')
    })

    it('starts nothing if the order cannot be recorded', async () => {
      const before = stack.aws.secretsManager.calls.length
      stack.aws.dynamodb.inject({
        operation: 'PutItem',
        times: 9,
        fault: { error: 'InternalServerError', status: 500 },
      })
      const { code, stderr } = await run('rotate', 'orders', ...asSam)
      stack.aws.dynamodb.clearFaults()
      assert.deepEqual([code, stderr], [2, 'no rotation was started: the record of this rotation cannot be written\n'])
      const called = stack.aws.secretsManager.calls.slice(before).map(({ operation }) => operation)
      assert.deepEqual(called.includes('RotateSecret'), false)
    })

    it('asks AWS to have it rotated by the function of the config', async () => {
      const { code, stdout } = await run('rotate', 'foreign', ...asSam)
      assert.deepEqual([code, /rotation requested; your rotation function performs it/.test(stdout)], [0, true])
      const dry = await run('rotate', 'foreign', '--dry-run')
      assert.match(dry.stdout, /Nothing was tried: Tokenwatch does not perform this rotation itself\.\n$/)
    })

    it('starts nothing during an experiment', async () => {
      await announce({ runId: 'run-1', checks: ['production/orders'], until: Date.now() + hourMs })
      const { code, stderr } = await run('rotate', 'orders', ...asSam)
      await announce({ runId: 'run-1', checks: [], until: 0 })
      assert.deepEqual([code, /is part of a chaos experiment/.test(stderr)], [2, true])
    })

    it('starts nothing that Tokenwatch does not rotate', async () => {
      const byHand = await run('rotate', 'byhand', ...asSam)
      assert.deepEqual([byHand.code, /is rotated by hand/.test(byHand.stderr)], [3, true])
      const near = await run('rotate', 'ordres', ...asSam)
      assert.deepEqual([near.code, /did you mean "orders"\?\n$/.test(near.stderr)], [3, true])
      const forever = await run('rotate', 'orders', '--wait', 'ever', ...asSam)
      assert.deepEqual([forever.code, /^--wait: expected a duration/.test(forever.stderr)], [3, true])
    })

    it('names the action and the policy if AWS denies it', async () => {
      const fault = { error: 'AccessDeniedException', status: 400 }
      const isAudit = ({ input }: { readonly input: unknown }) => JSON.stringify(input).includes('rotation#')
      stack.aws.dynamodb.inject({ operation: 'Query', times: 9, fault, when: isAudit })
      const { code, stderr } = await run('rotations', 'orders')
      stack.aws.dynamodb.clearFaults()
      assert.equal(code, 2)
      assert.match(stderr, /^AWS denies dynamodb:Query on .*: attach the policy TokenwatchOperator of the/)
    })
  })

  describe('rotations', () => {
    it('shows every phase of each rotation, newest first: actor, time, versions, keys and result', async () => {
      const { code, stdout } = await run('rotations', 'orders')
      assert.equal(code, 0)
      assert.match(
        stdout,
        /^✓ production\/orders {2}done {2}client_credentials, since .* UTC\n {4}from {5}[0-9a-f-]{36}\n {4}to {7}[0-9a-f-]{36}\n {4}approved sam\n {4}.* UTC {2}preflight {4}begun \(sam\)\n/,
      )
    })

    it('shows what stopped the last one', async () => {
      const { data } = await dataOf('rotations', 'ledger')
      assert.equal(data.rotations[0].phase, 'preflight')
      assert.match(
        (await run('rotations', 'ledger')).stdout,
        /Secrets Manager gave up: failed at createSecret \(reconcile\)/,
      )
    })

    it('reports that a check has none', async () => {
      const { code, stdout } = await run('rotations', 'byhand')
      assert.deepEqual([code, stdout.startsWith('no rotation of production/byhand is recorded')], [0, true])
    })

    it('requires a number that it can show', async () => {
      const { code, stderr } = await run('rotations', 'orders', '--last', 'all')
      assert.deepEqual([code, /^--last: expected a number from 1 to 100/.test(stderr)], [3, true])
    })

    it('releases the old key when a person orders it, if a consumer is behind', async () => {
      const rotated = await dataOf('rotate', 'keys', ...asSam)
      assert.deepEqual([rotated.code, rotated.data.ending], [0, 'in_force'])
      const [old, fresh] = [provider.keys[0], provider.keys.at(-1)]
      offsetMs += hourMs
      await lookAfter(stack)
      assert.equal(provider.works(old?.value ?? ''), true)
      const planned = await run('rotations', 'keys', '--release', '--by', 'sam')
      assert.equal(planned.code, 2)
      assert.match(
        planned.stderr,
        new RegExp(`the old key ${old?.id} is revoked at the next review.*\n {2}behind: shop\n`),
      )
      assert.equal((await run('rotations', 'keys', '--release', ...asSam)).code, 0)
      await lookAfter(stack)
      assert.deepEqual([provider.works(old?.value ?? ''), provider.works(fresh?.value ?? '')], [false, true])
      const again = await run('rotations', 'keys', '--release', ...asSam)
      assert.deepEqual(
        [
          again.code,
          /no rotation waits for its consumers; see "tokenwatch rotations production\/keys"\n$/.test(again.stderr),
        ],
        [3, true],
      )
    })
  })
})
