import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { commands } from '../../cli/commands.ts'
import type { Stack } from '../../local/stack.ts'
import { type CommandHost, openCommandHost } from '../support/command-host.ts'
import { aFolder } from '../support/command-line.ts'
import { startKeyProvider } from '../support/key-provider.ts'
import { startRotated } from '../support/rotated-stack.ts'
import { hookLimit, keepOpen, type Product, startProduct } from '../support/stack.ts'
import { essence } from './essence.ts'
import { type Deployed, startDeployed } from './gate/deployed.ts'
import { readTranscripts, transcriptOf, writeTranscripts } from './transcripts.ts'

/** `TOKENWATCH_WRITE_TRANSCRIPTS=1 node --test test/cli/transcripts.test.ts` rewrites the page. */
const writes = (process.env['TOKENWATCH_WRITE_TRANSCRIPTS'] ?? '') !== ''

describe('the transcripts in docs/cli.md', { timeout: 120_000 }, () => {
  const keep = keepOpen()
  let cwd: string
  let host: CommandHost
  let deployed: Deployed
  /** Another deployment, whose credentials are rotated. */
  let rotated: Stack
  let shown: ReadonlyMap<string, string>
  const today = new Map<string, string>()
  before(async () => {
    cwd = keep(await aFolder()).path
    host = keep(openCommandHost())
    const product = keep(await startProduct())
    deployed = keep(await startDeployed(product, cwd))
    const provider = keep(await startKeyProvider(Date.now))
    rotated = keep(await startRotated({ product, provider, consumerUrl: `${provider.url}/nowhere` }))
    deployed.stack.aws.secretsManager.put('production/stripe', 'not-shown-anywhere', { tags: stripeTags })
    await writeFile(join(cwd, 'tokenwatch.config.ts'), configFor(product))
    shown = await readTranscripts()
  }, hookLimit)

  for (const command of [
    'check orders --explain',
    'check ci',
    'gate --used-by shop --environment production --min-ttl 30m',
    'gate --used-by docs --environment production',
    'gate --used-by search',
    'gate --used-by docs --override "the wiki is not needed for this hotfix"',
    'gate --local --used-by shop',
    'status --environment production',
    'incidents --environment production',
    'inventory --environment production',
    'ack wiki --by sam',
    'ack wiki --by sam --yes',
    'silence chat --for 4h --reason "the chat moves" --by sam --yes',
    'silence --provider declred --for 4h --reason "they move" --by sam',
    'page --test',
    'page --test --yes',
    'would-have-paged --since 14d',
    'rotate keys --dry-run',
    'rotate keys --rehearse-live --by sam --yes',
    'rotate orders --by sam',
    'rotate orders --by sam --yes',
    'rotations orders',
    'providers declared',
    'providers githb',
    'chaos list',
    'scan --prefix production/ --offline',
    'init --from-secrets --prefix production/ --config found.config.ts',
    'doctor',
    'validate',
    'cost',
    'completion fish',
  ])
    it(`of ${command} match its output`, async () => {
      await rm(join(cwd, 'found.config.ts'), { force: true })
      const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
      const where = command.startsWith('rotat') ? rotated.aws.environment('operator') : {}
      const env = { ...deployed.env, ...where, ORDERS_TOKEN: 'a-token-that-nobody-honours' }
      const printed = transcriptOf(await host.run(args, { cwd, env }))
      today.set(command, isLong(command) ? `${printed.split('\n').slice(0, 3).join('\n')}\n...\n` : printed)
      if (writes) return writeTranscripts(today)
      assert.equal(essence(today.get(command) ?? ''), essence(shown.get(command) ?? ''))
    })

  it('cover every command that ends by itself, and nothing else', () => {
    if (writes) return
    assert.deepEqual([...shown.keys()].toSorted(), [...today.keys()].toSorted())
    const names = new Set([...shown.keys()].map((command) => command.split(' ')[0]))
    const ours = commands.filter(({ untilEnded }) => untilEnded !== true).map(({ name }) => name.split(' ')[0])
    assert.deepEqual(
      ours.filter((name) => !names.has(name)),
      [],
    )
  })
})

/** Commands of which the page shows only the beginning. */
const isLong = (command: string): boolean => ['completion fish', 'chaos list'].includes(command)

/** Tags of a secret from which `init` derives its check. */
const stripeTags = {
  'tokenwatch:ping': 'https://api.stripe.com/v1/account',
  'tokenwatch:assert': "id == 'acct_123'",
  'tokenwatch:impact': 'No payments',
  'tokenwatch:used-by': 'shop',
}

/** The config of a laptop: one token in a variable, one date. */
function configFor({ api }: Product): string {
  return `import { declared, defineConfig, email, fromEnv, get, http } from 'tokenwatch'

export default defineConfig({
  name: 'acme',
  environments: { production: { page: [email('ops@acme.example')] } },
  defaults: { owner: 'platform', runbook: 'https://wiki.acme.example/tokens' },
  checks: [
    http({
      id: 'orders',
      secret: fromEnv('ORDERS_TOKEN'),
      ping: get('${api.url}/me'),
      allowPrivate: ['127.0.0.0/8', '::1/128'],
      assert: ["login == 'acme-bot'"],
      usedBy: ['shop'],
      impact: 'Nobody can order',
    }),
    declared({ id: 'ci', expires: '2099-01-01', usedBy: ['release'], impact: 'No builds' }),
  ],
})
`
}
