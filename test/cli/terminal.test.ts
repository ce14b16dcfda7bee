import assert from 'node:assert/strict'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, before, describe, it } from 'node:test'
import { loadConfigFile } from '../../functions/config/config-file.ts'
import { aFolder } from '../support/command-line.ts'
import { hookLimit, keepOpen, startProduct, stateOf } from '../support/stack.ts'
import { atTerminal, type DialogueTurn, keys } from '../support/terminal-session.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'

const { enter, interrupt, endOfInput } = keys

/** Question and answer, sent with Enter. */
const says = (seen: string, typed: string): DialogueTurn => [seen, `${typed}${enter}`]

const beginning: readonly DialogueTurn[] = [
  says('Name of the deployment', 'acme'),
  says('Environment [production]:', ''),
  says('Email address that receives pages', 'ops@acme.example'),
  says('Id of the check', 'billing'),
  says('Where the token is', 'BILLING_TOKEN'),
  says('URL that a valid token may read', 'https://billing.acme.example/me'),
  says('What must be true of the answer', "tenant == 'acme'"),
  says('What breaks when this credential fails', "It's the invoices that stop"),
]
const interview: readonly DialogueTurn[] = [
  ...beginning,
  says('Another check?', 'y'),
  says('Id of the check', 'session'),
  says('Where the token is', 'production/session'),
  says('URL that a valid token may read', ''),
  says("URL of the key set of the JWT's issuer", ''),
  says('What breaks when this credential fails', 'Nobody can sign in'),
  says('Another check?', ''),
]

describe('tokenwatch init, at a terminal', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let env: Readonly<Record<string, string>>
  before(async () => {
    cwd = keep(await aFolder()).path
    env = { TMPDIR: join(cwd, 'temporary') }
    await mkdir(join(cwd, 'temporary'))
  })
  afterEach(() => rm(join(cwd, 'tokenwatch.config.ts'), { force: true }))

  /** Lists everything in the folder, and in its folder for temporary files. */
  const left = async () =>
    (await readdir(cwd, { recursive: true })).filter((name) => !/node-compile|^\.cache/.test(name))

  it('asks until it can write a valid config, and shows it and its cost first', async () => {
    const { code, screen } = await atTerminal(['init'], [...interview, says('Do it? [y/N]', 'y')], { cwd, env })
    assert.equal(code, 0, screen)
    assert.match(screen, /This would write tokenwatch\.config\.ts:\n {2}deployment acme: 2 checks, 0 secrets left/)
    assert.match(screen, / {2}cost in AWS: about \$\d+\.\d\d.* a month/)
    assert.match(screen, /Wrote tokenwatch\.config\.ts\. Next: tokenwatch validate/)
    const loaded = await loadConfigFile(join(cwd, 'tokenwatch.config.ts'))
    assert.ok(loaded.ok, JSON.stringify(loaded))
    assert.deepEqual(
      loaded.deployment.checks.map(({ key, impact }) => [key, impact]),
      [
        ['production/billing', "It's the invoices that stop"],
        ['production/session', 'Nobody can sign in'],
      ],
    )
  })

  it('asks again after an invalid answer, and refuses a token in place of its name', async () => {
    const { screen } = await atTerminal(
      ['init'],
      [
        says('Name of the deployment', 'Acme & Sons'),
        says(
          'This answer does not fit: expected lower-case letters, digits and dashes, at most 40, such as billing-api.',
          'acme',
        ),
        says('Environment', ''),
        says('Email address', 'nobody'),
        says('This answer does not fit: expected an address such as ops@acme.example, or nothing.', ''),
        says('Id of the check', 'billing'),
        says('Where the token is', 'two words'),
        says(
          'This answer does not fit: expected one name without spaces, such as API_TOKEN or production/billing.',
          `ghp_${'aB3'.repeat(12)}`,
        ),
        says('This looks like a secret itself. Enter its name or its place instead.', '3f'.repeat(20)),
        ['This looks like a secret itself. Enter its name or its place instead.', interrupt],
      ],
      { cwd, env },
    )
    assert.match(screen, /interrupted: nothing more was done\n$/)
  })

  for (const [title, turns, code, end] of [
    ['who says no', [...interview, says('Do it? [y/N]', 'n')], 2, 'Nothing was done.'],
    ['who says nothing', [...interview, says('Do it? [y/N]', '')], 2, 'Nothing was done.'],
    ['who leaves with Ctrl-D', [...beginning, ['Another check?', endOfInput]], 2, 'no answer, so nothing was done'],
    [
      'who leaves with Ctrl-C in the middle',
      [...beginning, ['Another check?', interrupt]],
      130,
      'interrupted: nothing more was done',
    ],
    [
      'who leaves with Ctrl-C when all is said',
      [...interview, ['Do it? [y/N]', interrupt]],
      130,
      'interrupted: nothing more was done',
    ],
  ] as const)
    it(`writes nothing for a person ${title}`, async () => {
      const ended = await atTerminal(['init'], turns, { cwd, env })
      assert.deepEqual([ended.code, ended.screen.trimEnd().split('\n').at(-1)], [code, end])
      assert.deepEqual(await left(), ['temporary'])
    })

  it('asks nothing in a pipeline that has a terminal', async () => {
    const { code, screen } = await atTerminal(['init'], [], { cwd, env: { ...env, CI: 'true' } })
    assert.deepEqual(
      [code, screen],
      [3, 'init asks questions, but this is not a terminal: use --from-secrets instead\n'],
    )
  })
})

describe('commands that ask for confirmation, at a terminal', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let deployed: Deployed
  before(async () => {
    cwd = keep(await aFolder()).path
    deployed = keep(await startDeployed(keep(await startProduct()), cwd))
  }, hookLimit)

  const at = (args: readonly string[], turns: readonly DialogueTurn[], env: Readonly<Record<string, string>> = {}) =>
    atTerminal(args, turns, { cwd, env: { ...deployed.env, ...env } })
  const takenBy = async () => (await stateOf(deployed.stack, 'production/wiki')).incident?.acknowledged?.by ?? null

  it('ack shows its plan, and acknowledges an incident only after a yes', async () => {
    const ack = ['ack', 'wiki', '--by', 'sam']
    const no = await at(ack, [says('Do it? [y/N]', 'no')])
    assert.match(
      no.screen,
      /This would acknowledge production\/wiki as sam:\n {2}rejected, open since[\s\S]*Nothing was done\.\n$/,
    )
    assert.deepEqual([no.code, await takenBy()], [2, null])
    const interrupted = await at(ack, [['Do it? [y/N]', interrupt]])
    assert.deepEqual([interrupted.code, await takenBy()], [130, null])
    const yes = await at(ack, [says('Do it? [y/N]', 'yes')])
    assert.deepEqual([yes.code, await takenBy()], [0, 'sam'])
  })

  it('silence does the same', async () => {
    const silence = ['silence', 'wiki', '--for', '4h', '--reason', 'we know', '--by', 'sam']
    const silences = async () => (await at(['incidents', '--json'], [])).screen.includes('"we know"')
    assert.deepEqual([(await at(silence, [says('Do it? [y/N]', '')])).code, await silences()], [2, false])
    assert.deepEqual([(await at(silence, [says('Do it? [y/N]', 'y')])).code, await silences()], [0, true])
  })

  it('colours and progress are shown there, unless NO_COLOR or CI is set', async () => {
    const painted = '\u001b[32m'
    const redrawn = '\r\u001b[2K'
    const look = async (env: Readonly<Record<string, string>>) => {
      const { raw } = await at(['gate', 'orders'], [], env)
      return [raw.includes(painted), raw.includes(redrawn)]
    }
    assert.deepEqual(await look({}), [true, true])
    assert.deepEqual((await look({ NO_COLOR: '1' }))[0], false)
    assert.deepEqual((await look({ CI: 'true' }))[1], false)
  })
})
