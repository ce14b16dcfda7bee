import assert from 'node:assert/strict'
import { mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { accessKeyIdFor } from '../../local/aws/caller.ts'
import { type Deployed, startDeployed } from '../cli/gate/deployed.ts'
import { aFolder, program, runCommand } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../support/stack.ts'
import { runAction } from './runner.ts'
import { identityToken, startTokenService, type TokenService } from './token-service.ts'

const example = (name: string) => fileURLToPath(new URL(`../../examples/pipelines/${name}`, import.meta.url))
const readExample = async (name: string): Promise<unknown> => parse(await readFile(example(name), 'utf8'))

const step = z.strictObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
})
const workflow = z.strictObject({
  name: z.string(),
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      needs: z.string().optional(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(step),
    }),
  ),
})
const gitlab = z.strictObject({
  stages: z.array(z.string()),
  gate: z.strictObject({
    stage: z.string(),
    image: z.string(),
    id_tokens: z.record(z.string(), z.strictObject({ aud: z.literal('sts.amazonaws.com') })),
    variables: z.record(z.string(), z.string()),
    before_script: z.array(z.string()),
    script: z.array(z.string()),
    artifacts: z.strictObject({ when: z.literal('always'), reports: z.strictObject({ junit: z.string() }) }),
  }),
  deploy: z.strictObject({ stage: z.string(), needs: z.array(z.string()), script: z.array(z.string()) }),
})

describe('the pipelines of examples/pipelines', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  let tokens: TokenService
  /** A machine with the lab for its AWS, and without credentials. */
  let machine: Readonly<Record<string, string>>
  before(async () => {
    cwd = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
    tokens = keep(await startTokenService())
    const endpoints = Object.entries(deployed.env).filter(([name]) => name.startsWith('AWS_ENDPOINT'))
    machine = { ...Object.fromEntries(endpoints), ...tokens.env }
    // As `npm ci` leaves it in a project that has tokenwatch among its dependencies.
    await mkdir(join(cwd, 'node_modules', '.bin'), { recursive: true })
    await symlink(program, join(cwd, 'node_modules', '.bin', 'tokenwatch'))
  }, hookLimit)

  describe('on GitHub', () => {
    it('deploy only after the gate, with the fewest permissions, and with pinned actions only', async () => {
      const { permissions, jobs } = workflow.parse(await readExample('github-workflow.yml'))
      const { gate, deploy } = jobs
      assert.deepEqual(
        [permissions, gate?.permissions, deploy?.permissions, deploy?.needs],
        [{}, { 'id-token': 'write' }, { contents: 'read' }, 'gate'],
      )
      const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []))
      for (const one of used) assert.match(one, /@[0-9a-f]{40}$/)
    })

    it('pass the inputs that the action requires, and stop with it', async () => {
      const { gate } = workflow.parse(await readExample('github-workflow.yml')).jobs
      const inputs = gate?.steps[0]?.with ?? {}
      const good = await runAction(inputs, { cwd, env: machine })
      assert.deepEqual([good.code, good.outputs], [0, { ruling: 'pass' }], good.stderr)
      const bad = await runAction({ ...inputs, 'used-by': 'docs' }, { cwd, env: machine })
      assert.deepEqual([bad.code, bad.outputs], [1, { ruling: 'refuse' }])
    })
  })

  describe('on GitLab', () => {
    /** Runs all lines in one shell, which stops at the first failure, with the job's variables and tokens. */
    async function runJob(changed: (line: string) => string) {
      const { gate } = gitlab.parse(await readExample('gitlab-ci.yml'))
      const identities = Object.fromEntries(Object.keys(gate.id_tokens).map((name) => [name, identityToken]))
      const env = { CI: 'true', GITLAB_CI: 'true', TMPDIR: cwd, ...machine, ...gate.variables, ...identities }
      await rm(join(cwd, gate.artifacts.reports.junit), { force: true })
      const script = ['set -eo pipefail', ...gate.script.map(changed)].join('\n')
      const run = await runCommand('bash', ['-c', script], { cwd, env })
      return { ...run, junit: await readFile(join(cwd, gate.artifacts.reports.junit), 'utf8') }
    }

    it('deploy only after the gate, from locked dependencies', async () => {
      const { stages, gate, deploy } = gitlab.parse(await readExample('gitlab-ci.yml'))
      assert.deepEqual(
        [stages, gate.stage, deploy.stage, deploy.needs, gate.before_script],
        [['gate', 'deploy'], 'gate', 'deploy', ['gate'], ['npm ci']],
      )
    })

    it("assume the role with the job's token, and leave a JUnit report in any case", async () => {
      const good = await runJob((line) => line)
      assert.equal(good.code, 0, good.stderr)
      assert.match(good.junit, /failures="0"/)
      assert.match(tokens.assumed.at(-1) ?? '', /^arn:aws:iam::123456789012:role\/gate for/)
      assert.equal(deployed.stack.aws.invocations.calls.at(-1)?.accessKeyId, accessKeyIdFor('gate-role'))
      const bad = await runJob((line) => line.replace('billing', 'docs'))
      assert.equal(bad.code, 1)
      assert.match(bad.junit, /failures="1"/)
    })
  })

  it('explain the exit code in one line in any shell', async () => {
    const outcomes: unknown[] = []
    for (const service of ['release', 'docs', 'search', 'nobody']) {
      const args = [example('gate.sh'), service, 'production']
      const { code, stdout, stderr } = await runCommand('sh', args, { cwd, env: deployed.env })
      outcomes.push([code, `${stdout}\n${stderr}`.trim().split('\n').at(-1)])
    }
    assert.deepEqual(outcomes, [
      [0, 'deploying'],
      [1, 'not deploying: a credential does not work'],
      [2, 'not deploying: the state of a credential is unknown'],
      [3, 'not deploying: the gate was called with wrong arguments'],
    ])
  })
})
