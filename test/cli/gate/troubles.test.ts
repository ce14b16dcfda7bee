import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, before, describe, it } from 'node:test'
import { ownVersion } from '../../../functions/own-version.ts'
import type { CallFault } from '../../../local/aws/fault.ts'
import { aFolder, type Run, tokenwatch } from '../../support/command-line.ts'
import { hookLimit, keepOpen, startProduct } from '../../support/stack.ts'
import { type Deployed, readReports, reportArgs, startDeployed } from './deployed.ts'

describe('tokenwatch gate, with a wrong question or without a way to AWS', { timeout: 180_000 }, () => {
  const keep = keepOpen()
  let deployed: Deployed
  let cwd: string
  before(async () => {
    cwd = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
  }, hookLimit)
  afterEach(() => {
    deployed.stack.aws.invocations.clearFaults()
    deployed.stack.aws.parameters.clearFaults()
  })

  const refusals: readonly (readonly [title: string, args: readonly string[], code: number, message: RegExp])[] = [
    [
      'a service that no check names',
      ['--used-by', 'shpo'],
      3,
      /^no check matches the service "shpo": did you mean "shop"\?\n$/,
    ],
    [
      'one id of two that no check has',
      ['orders', 'wikki'],
      3,
      /^no check matches the id "wikki": did you mean "wiki"\?\n$/,
    ],
    ['names that no one check answers to', ['orders', '--used-by', 'docs'], 3, /^no check matches the id "orders"/],
    ['an environment that is none', ['--environment', 'prod'], 3, /^no check matches the environment "prod"/],
    [
      'a deployment that is not there',
      ['--deployment', 'other'],
      3,
      /^no deployment other in eu-west-1: check --region and the account, or deploy it first \(there is no SSM parameter \/tokenwatch\/other\)\n$/,
    ],
    [
      'a duration that is none',
      ['--min-ttl', 'soon'],
      3,
      /^--min-ttl: expected a duration such as 90s, 12h or 7d, found "soon"\n$/,
    ],
    [
      'flags that exclude each other',
      ['--local', '--evidence', 'fresh'],
      3,
      /^--evidence and --local exclude each other/,
    ],
    ['flags that go with others', ['--secrets', 'x.json'], 3, /^--secrets: add --local/],
    ['evidence of another kind', ['--evidence', 'old'], 3, /argument 'old' is invalid/],
    [
      'two reports on one stdout',
      ['--report', 'junit', '--report', 'markdown'],
      3,
      /^--report: only one report can go to stdout/,
    ],
    ['a report that is none', ['--report', 'html'], 3, /^--report: expected terminal, json, junit, markdown, github/],
    ['an override without a reason', ['--override', ' '], 3, /^--override: expected a reason/],
    [
      'a report that cannot be written',
      ['orders', '--report', 'junit=no/such/folder.xml'],
      2,
      /^no\/such\/folder\.xml: cannot be written \(ENOENT\); choose another place\n$/,
    ],
  ]
  for (const [title, args, code, message] of refusals)
    it(`refuses ${title} with one line and exit code ${code}`, async () => {
      const run = await deployed.gate(...args)
      assert.deepEqual([run.code, run.stdout], [code, ''])
      assert.match(run.stderr, message)
      assert.deepEqual(JSON.parse((await deployed.gate(...args, '--json')).stdout).exitCode, code)
    })

  it('prints and exits in a process of its own as in the host of these tests', async () => {
    for (const args of [
      ['gate', 'orders'],
      ['gate', 'wikki'],
      ['gate', '--report', 'html'],
      ['gate', '--used-by', 'shop', '--json'],
    ]) {
      const hosted = await deployed.run(args)
      assert.deepEqual(timeless(hosted), timeless(await tokenwatch(args, { cwd, env: deployed.env })))
    }
  })

  const timeless = ({ code, stdout, stderr }: Run) => [code, stdout.replace(/\d/g, '0'), stderr]

  const troubles: readonly (readonly [
    title: string,
    fault: { error: string; status: number },
    at: 'parameters' | 'invocations',
    message: RegExp,
  ])[] = [
    [
      'a probe that it may not invoke',
      { error: 'AccessDeniedException', status: 403 },
      'invocations',
      /^AWS denies lambda:InvokeFunction on arn:aws:lambda:eu-west-1:\*:function:tokenwatch-probe:gate: .*\{"Effect":"Allow","Action":"lambda:InvokeFunction"/,
    ],
    [
      'a directory that it may not read',
      { error: 'AccessDeniedException', status: 400 },
      'parameters',
      /^AWS denies ssm:GetParameter on arn:aws:ssm:eu-west-1:\*:parameter\/tokenwatch\/acme: /,
    ],
    [
      'credentials that have expired',
      { error: 'ExpiredTokenException', status: 400 },
      'parameters',
      /^the AWS credentials have expired: sign in/,
    ],
    [
      'credentials that AWS does not know',
      { error: 'UnrecognizedClientException', status: 400 },
      'parameters',
      /^AWS does not know these credentials/,
    ],
    [
      'an AWS that is ill',
      { error: 'InternalServerError', status: 500 },
      'parameters',
      /^AWS did not answer ssm:GetParameter as expected \(InternalServerError\)/,
    ],
    [
      'a function that is gone',
      { error: 'ResourceNotFoundException', status: 404 },
      'invocations',
      /^acme in eu-west-1 names a function that does not exist \(tokenwatch-probe\): deploy again\n$/,
    ],
  ]
  for (const [title, fault, at, message] of troubles)
    it(`is undecided with ${title}, and prints the next step; an override still passes`, async () => {
      deployed.stack.aws[at].inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault })
      const run = await deployed.gate('orders')
      assert.deepEqual([run.code, run.stdout], [2, ''])
      assert.match(run.stderr, message)
      const overridden = await deployed.gate('orders', '--override', 'it is Tokenwatch that is broken')
      assert.deepEqual([overridden.code, /^overridden: /m.test(overridden.stderr)], [0, true])
    })

  const ways: readonly (readonly [how: string, fault: CallFault, every: number])[] = [
    ['throttles', { error: 'TooManyRequestsException', status: 429 }, 1],
    ['is down', { error: 'ServiceException', status: 500 }, 1],
    ['closes every connection', { reset: true }, 1],
    ['loses every answer', { error: 'ServiceException', status: 502 }, 1],
    ['fails every other call', { error: 'ServiceException', status: 500 }, 2],
    ['closes every other connection', { reset: true }, 2],
  ]
  for (const [how, fault, every] of ways)
    it(`answers as before or is undecided, and never lets a dead token pass: Lambda ${how}`, async () => {
      let calls = 0
      const when = () => {
        calls += 1
        return (calls - 1) % every === 0
      }
      for (const id of ['orders', 'wiki']) {
        deployed.stack.aws.invocations.clearFaults()
        const usual = await deployed.gate(id)
        calls = 0
        deployed.stack.aws.invocations.inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault, when })
        const troubled = await deployed.gate(id)
        assert.ok(calls > 0)
        assert.equal(troubled.code, every === 1 ? 2 : usual.code)
      }
    })

  it('writes every report of an override that nothing answered, with the reason of both', async () => {
    const fault = { error: 'AccessDeniedException', status: 400 }
    deployed.stack.aws.parameters.inject({ operation: '*', times: Number.POSITIVE_INFINITY, fault })
    const summary = { GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') }
    const run = await deployed.run(['gate', 'orders', '--override', 'login hotfix', ...reportArgs], summary)
    const headline = 'May a deployment rely on orders? CANNOT TELL, overridden: "login hotfix"'
    assert.equal(run.code, 0)
    assert.match(run.stdout, /^! AWS denies ssm:GetParameter/m)
    assert.match(run.stdout, /^::warning title=Tokenwatch::AWS denies ssm:GetParameter/m)
    assert.ok(run.stdout.startsWith(headline))
    const { json, junit, markdown } = await readReports(cwd)
    const { ruling, override, checks, unanswered, deployment } = json.data
    assert.deepEqual(
      { exitCode: json.exitCode, ruling, override, checks, deployment },
      {
        exitCode: 0,
        ruling: 'cannot_tell',
        override: { reason: 'login hotfix', recorded: false },
        checks: [],
        deployment: 'acme',
      },
    )
    assert.match(String(unanswered), /^AWS denies ssm:GetParameter/)
    assert.match(junit, /errors="1"[\s\S]*<error message="AWS denies ssm:GetParameter[^>]* type="no_answer"/)
    assert.match(junit, /<property name="override" value="CANNOT TELL, overridden: /)
    assert.match(markdown, /^> AWS denies ssm:GetParameter/m)
    assert.equal(await readFile(join(cwd, 'summary.md'), 'utf8'), markdown)
  })

  it('is undecided if the probe has another version', async () => {
    deployed.stack.aws.parameters.put('/tokenwatch/strange', JSON.stringify({ version: 9 }))
    const run = await deployed.gate('--deployment', 'strange')
    assert.deepEqual(
      [run.code, run.stderr],
      [
        2,
        `strange does not say which version of Tokenwatch deployed it, and this command is ${ownVersion()}, which cannot read the SSM parameter /tokenwatch/strange: deploy again with ${ownVersion()}\n`,
      ],
    )
  })
})
