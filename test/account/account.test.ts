import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SSMClient } from '@aws-sdk/client-ssm'
import { problemsForAws } from '../../functions/config/deployable.ts'
import { expandConfig } from '../../functions/config/expand.ts'
import { region } from '../../local/aws/account.ts'
import { credentialsFor } from '../../local/aws/caller.ts'
import { deliveryBy } from '../../local/template/policy/delivery.ts'
import { walkTemplate } from '../../local/template/walk.ts'
import { stackName, synthesizeWalk } from '../infra/walk/subject.ts'
import { proofQueuePolicy } from './account.ts'
import { pagingQuestions } from './paging-questions.ts'
import { rotationQuestions } from './rotation-questions.ts'
import { sampleConfig, sampleSecrets } from './sample.ts'
import { entrance, stackQuestions } from './stack-questions.ts'
import { renderTable } from './table.ts'
import { unasked } from './unasked.ts'

const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:proof'

/** The run in an environment where no credential can be found. */
async function runSignedOut(argv: readonly string[]) {
  const HOME = await mkdtemp(join(tmpdir(), 'tokenwatch-signed-out-'))
  try {
    const env = { HOME, PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true' }
    const script = fileURLToPath(new URL('run.ts', import.meta.url))
    const child = spawn(process.execPath, [script, ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, stdout, stderr }
  } finally {
    await rm(HOME, { recursive: true, force: true })
  }
}

describe('the test run with an AWS account', () => {
  it('without credentials says so, deploys nothing and ends with 3', async () => {
    const { code, stdout, stderr } = await runSignedOut(['--yes'])
    assert.deepEqual([code, stdout], [3, ''])
    assert.equal(stderr, 'No AWS credentials or no Region were found; nothing was deployed.\n')
  })

  it('deploys a config that AWS accepts, from its JSON form, and creates every secret that it names', () => {
    const expansion = expandConfig(JSON.parse(JSON.stringify(sampleConfig('proof-1', queueArn))))
    assert.ok(expansion.ok)
    assert.deepEqual(problemsForAws(expansion.deployment), [])
    assert.equal(expansion.deployment.removal, 'destroy')
    const named = JSON.stringify(expansion.deployment).match(/proof-1\/[a-z]+/g) ?? []
    const missing = new Set(named.filter((one) => !sampleSecrets('proof-1').has(one)))
    assert.deepEqual(missing, new Set(['proof-1/absent']), 'one check is about a secret that does not exist')
  })

  it('asks every question once, with the expected answer', () => {
    const all = [...stackQuestions, ...pagingQuestions(undefined), ...rotationQuestions()]
    const texts = [...all, ...unasked].map(({ question }) => question)
    assert.equal(new Set(texts).size, texts.length)
    for (const { question, expected } of all) assert.ok(question.endsWith('?') && expected !== '', question)
  })

  it('settles the rows of docs/assumptions.md that name it as their source, and no others', async () => {
    const page = await readFile(new URL('../../docs/assumptions.md', import.meta.url), 'utf8')
    const all = [...stackQuestions, ...pagingQuestions('a-key'), ...rotationQuestions()]
    const settled = all.flatMap(({ settles }) => settles ?? [])
    const named = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('`test:aws`'))
    assert.equal(named.length, settled.length)
    for (const row of settled) assert.equal(named.filter((line) => line.startsWith(`| ${row}`)).length, 1, row)
  })

  it('prints one row for each question, whatever the answer holds', () => {
    assert.equal(
      renderTable([{ question: 'Is it?', expected: 'yes', seen: 'a | b\nc', settles: 'It is' }]),
      '| question | expected | seen | settles |\n| --- | --- | --- | --- |\n| Is it? | yes | a \\| b c | It is |\n',
    )
  })
})

describe('the questions about the stack, asked in the lab', { timeout: 120_000 }, () => {
  it('let the topics of the account deliver to the queue of the proof, and no others', () => {
    const policy = JSON.stringify(proofQueuePolicy(queueArn))
    const from = (account: string) => ({
      topicArn: `arn:aws:sns:eu-west-1:${account}:page`,
      action: 'sqs:SendMessage' as const,
      resource: queueArn,
    })
    assert.deepEqual(
      [deliveryBy(policy, from('123456789012')), deliveryBy(policy, from('999999999999'))],
      ['allowed', 'denied'],
    )
  })

  it('see a page refused that comes through the entrance of pipelines', async () => {
    const subject = await synthesizeWalk()
    try {
      const { template, assetDirectory } = subject
      const stack = await walkTemplate(template, { stackName, assetDirectory, secrets: await subject.secrets() })
      const credentials = credentialsFor('anybody')
      const lambda = new LambdaClient({ endpoint: stack.aws.invocations.url, region, credentials })
      const ssm = new SSMClient({ endpoint: stack.aws.parameters.url, region, credentials })
      try {
        const expected = stackQuestions.find(({ ask }) => ask === entrance)?.expected ?? assert.fail()
        assert.ok((await entrance({ lambda, ssm, name: 'acme' })).startsWith(expected))
      } finally {
        lambda.destroy()
        ssm.destroy()
        await stack.close()
      }
    } finally {
      await subject.close()
    }
  })
})
