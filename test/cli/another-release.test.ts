import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, before, describe, it } from 'node:test'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../../functions/aws/clients.ts'
import { parameterNameOf } from '../../functions/core/state/directory.ts'
import { ownVersion } from '../../functions/own-version.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'

const parameter = parameterNameOf('acme')
const own = ownVersion()

describe('a command line of another version than the deployed stack', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  let written: string
  before(async () => {
    cwd = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
    written = await directoryText(deployed)
    await writeFile(join(cwd, 'acme.json'), JSON.stringify({ name: 'acme' }))
  }, hookLimit)
  afterEach(() => {
    deployed.stack.aws.parameters.put(parameter, written)
    deployed.stack.aws.invocations.clearFaults()
  })

  /** Deploys as another version does: with its own version in the directory, or none. */
  const deployedBy = (more: object) =>
    deployed.stack.aws.parameters.put(parameter, JSON.stringify({ ...JSON.parse(written), ...more }))

  /** Lets a function called `stranger` answer everybody in the same way. */
  const answerWith = (payload: unknown) => {
    const answer = async () => ({ ok: true, payload }) as const
    const stranger = {
      name: 'stranger',
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:stranger',
      invoke: answer,
      invokeEvent: answer,
      coldStarts: 0,
      settled: async () => {},
      kill: () => {},
      close: async () => {},
    }
    deployed.stack.aws.invocations.add(stranger, ['gate', 'operator'])
  }

  const commands = [
    ['gate', 'orders'],
    ['status'],
    ['incidents'],
    ['rotations', 'orders'],
    ['silence', 'end', 'nothing'],
    ['would-have-paged'],
    ['page', '--test'],
  ]

  it('is not mentioned if both have the same version', async () => {
    assert.equal(JSON.parse(written).release, own)
    for (const args of commands) assert.doesNotMatch((await deployed.run(args)).stderr, /Tokenwatch \d/, args.join(' '))
  })

  it('is named by every command that talks to the deployment, with both versions and both ways out', async () => {
    deployedBy({ release: '0.0.7' })
    const sentence = `acme was deployed by Tokenwatch 0.0.7, and this command is ${own}: npm install --save-dev tokenwatch@0.0.7, or deploy again with ${own}`
    for (const args of commands) {
      const { stderr } = await deployed.run(args)
      assert.equal(stderr.split('\n').filter((line) => line === sentence).length, 1, `${args.join(' ')}: ${stderr}`)
    }
  })

  it('changes neither the exit code nor the output for programs', async () => {
    const same = await deployed.run(['gate', 'orders', '--json'])
    deployedBy({ release: '0.0.7' })
    const other = await deployed.run(['gate', 'orders', '--json'])
    assert.deepEqual([same.code, other.code], [0, 0])
    assert.equal(JSON.parse(other.stdout).data.ruling, 'pass')
  })

  for (const [what, release] of [
    ['none', undefined],
    ['a text', 'latest; rm -rf .'],
    ['a number', 7],
    ['a long text', `1.0.0-${'a'.repeat(200)}`],
  ] as const)
    it(`is unknown where the stack names ${what}, and nothing of that is repeated`, async () => {
      deployedBy({ release })
      const { code, stderr } = await deployed.run(['gate', 'orders'])
      assert.deepEqual(
        [code, stderr],
        [
          0,
          `acme does not say which version of Tokenwatch deployed it, and this command is ${own}: deploy again with ${own}\n`,
        ],
      )
    })

  it('is a warning of doctor, once', async () => {
    deployedBy({ release: '99.1.0-beta.2' })
    const { stdout, stderr } = await deployed.run(['doctor', '--config', 'none.json'])
    assert.match(stdout, /^! version +acme was deployed by Tokenwatch 99\.1\.0-beta\.2, and this command is /m)
    assert.equal(stderr, '')
    deployed.stack.aws.parameters.put(parameter, written)
    const same = await deployed.run(['doctor', '--config', 'none.json'])
    assert.match(same.stdout, new RegExp(`^✓ version +acme was deployed by this version, ${own}$`, 'm'))
  })

  for (const [what, payload, came] of [
    ['nothing', undefined, 'null'],
    ['a text', 'secret-looking-words', 'a string'],
    ['an error page', { message: 'secret-looking-words', 'secret looking': 1 }, 'JSON with the fields message, ?'],
    ['another kind of reply', { version: 1, kind: 'overridden' }, 'a reply of the kind overridden'],
    ['that it does not understand', { version: 1, kind: 'not_understood' }, 'that it does not understand the question'],
  ] as const)
    it(`is blamed for the answer "${what}" only where both versions are known and differ`, async () => {
      answerWith(payload)
      const shape = `the probe of acme answered ${came}, which is no answer to this command: `
      const outcomes: unknown[] = []
      for (const release of [own, null, '0.0.7']) {
        deployedBy({ release, probe: 'stranger' })
        const { code, stderr } = await deployed.run(['gate', 'orders'])
        outcomes.push([code, stderr.trim().split('\n').at(-1)])
        assert.doesNotMatch(stderr, /secret/)
      }
      const another = `acme was deployed by Tokenwatch 0.0.7, and this command is ${own}: npm install --save-dev tokenwatch@0.0.7, or deploy again with ${own}`
      const unknown = [2, `${shape}see its log, or deploy again with ${own}`]
      assert.deepEqual(outcomes, [unknown, unknown, [2, `${shape}${another}`]])
    })

  it('is not blamed by the commands of operators either', async () => {
    answerWith({ ok: 'secret-looking-words' })
    deployedBy({ probe: 'stranger' })
    const { code, stderr } = await deployed.run(['page', '--test'])
    assert.deepEqual(
      [code, stderr],
      [
        2,
        `the probe of acme answered JSON with the fields ok, which is no answer to this command: see its log, or deploy again with ${own}\n`,
      ],
    )
  })

  it('is named where the directory cannot be read', async () => {
    deployedBy({ release: '99.1.0', version: 9 })
    const { code, stderr } = await deployed.run(['gate', 'orders'])
    assert.deepEqual(
      [code, stderr],
      [
        2,
        `acme was deployed by Tokenwatch 99.1.0, and this command is ${own}, which cannot read the SSM parameter /tokenwatch/acme: npm install --save-dev tokenwatch@99.1.0, or deploy again with ${own}\n`,
      ],
    )
  })
})

async function directoryText({ env, stack }: Deployed): Promise<string> {
  const credentials = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
  }
  const client = new SSMClient({
    ...clientOptions,
    region: 'eu-west-1',
    endpoint: stack.aws.parameters.url,
    credentials,
  })
  const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter }))
  client.destroy()
  return Parameter?.Value ?? assert.fail('no directory')
}
