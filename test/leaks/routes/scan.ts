import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startAws } from '../../../local/aws/aws.ts'
import type { Tokens } from '../../stack/canary/tokens.ts'
import { openCommandHost } from '../../support/command-host.ts'
import { aFolder, type Run } from '../../support/command-line.ts'
import type { LeakRoute, Sinks } from './route.ts'

/** Fields in which a token may stand by mistake, or because somebody wants to see it. */
const places = [
  'token',
  'password',
  'host',
  'url',
  'site',
  'username',
  'email',
  'type',
  'region',
  'client_email',
  'private_key',
  'clientSecret',
  'accountSid',
]

/** Beginnings with which a value looks like a credential that a scan knows. */
const beginnings = [
  '',
  'ghp_',
  'glpat-',
  'sk_live_',
  'xoxb-',
  'https://',
  'https://u:',
  'postgres://app:',
  '-----BEGIN PRIVATE KEY-----\n',
  'Bearer ',
  'AKIA',
  'eyJhbGciOiJub25lIn0.',
  '{"nested": "',
]

/** Secrets with a token in every place, under names that may be printed. */
function secretsOf(tokens: Tokens, mark: string): ReadonlyMap<string, string> {
  const texts = beginnings.map(
    (begins, index) => [`marked-${mark}/text-${index}`, `${begins}${tokens.opaque(`text ${index}`)}`] as const,
  )
  const objects = places.map(
    (place) =>
      [
        `marked-${mark}/stripe/${place}`,
        JSON.stringify({ user: 'bot', [place]: tokens.opaque(`field ${place}`) }),
      ] as const,
  )
  const odd = [
    [`marked-${mark}/name-of-a-field`, JSON.stringify({ [tokens.opaque('name of a field')]: 'value-of-it-12345678' })],
    [
      `marked-${mark}/deep`,
      JSON.stringify({ a: { b: { c: tokens.opaque('deep') } }, list: [tokens.opaque('in a list')] }),
    ],
    [
      `marked-${mark}/all`,
      JSON.stringify(Object.fromEntries(places.map((place) => [place, tokens.opaque(`all ${place}`)]))),
    ],
    [`marked-${mark}/jwt`, tokens.jwt('a jwt', { sub: 'bot', exp: 4_000_000_000 })],
  ] as const
  return new Map([...texts, ...objects, ...odd])
}

const quoted = (text: string): string => `'${text.replaceAll("'", '').replaceAll('\n', ' ')}'`

async function writePlaces(folder: string, secrets: ReadonlyMap<string, string>): Promise<void> {
  const values = [...secrets.values()]
  await writeFile(join(folder, '.env'), values.map((value, index) => `STRIPE_KEY_${index}=${quoted(value)}`).join('\n'))
  await mkdir(join(folder, 'manifests'))
  const documents = [...secrets].map(([name, value]) => ({
    kind: 'Secret',
    metadata: { name: name.replaceAll('/', '-') },
    stringData: { value, [`k-${name.length}`]: value },
  }))
  await writeFile(join(folder, 'manifests/all.json'), JSON.stringify({ kind: 'List', items: documents }))
  await writeFile(join(folder, 'manifests/broken.yaml'), `kind: Secret\n\t- [${values[0]}`)
}

const outputs = [
  '--report',
  'json=out/json',
  '--report',
  'csv=out/csv',
  '--report',
  'html=out/html',
  '--facts',
  'out/facts',
  '--observations',
  'out/observations',
]

/** Scans that look everywhere, and those whose options are tokens. Without `--yes` they print the plan, and nobody is asked. */
function commandLines(tokens: Tokens): readonly (readonly string[])[] {
  const pasted = tokens.opaque('pasted into an option')
  return [
    ['scan', '--offline', ...outputs, '--config', 'out/aws.config.ts'],
    ['scan', '--no-parameters'],
    ['scan', '--offline', '--json', '--within', '9000d'],
    ['scan', '--env-file', '.env', '--offline', '--report', 'csv', '--config', 'out/env.config.ts'],
    ['scan', '--env-file', '.env'],
    ['scan', '--kubernetes', 'manifests', '--offline', '--debug'],
    ['scan', '--variable', pasted],
    ['scan', '--host', pasted],
    ['scan', '--fail-on', pasted],
    ['scan', '--report', pasted],
    ['scan', '--most', pasted],
    ['scan', '--within', pasted],
    ['scan', '--repository', pasted, '--from', 'github'],
    ['init', '--from-secrets', '--shapes', '--yes', '--config', 'out/init.config.ts'],
  ]
}

async function drive(tokens: Tokens, mark: string): Promise<Sinks> {
  const { path: cwd, close } = await aFolder()
  const aws = await startAws({ invokeRotation: async () => {}, now: () => Date.parse('2026-11-30T12:00:00Z') })
  const host = openCommandHost()
  try {
    const secrets = secretsOf(tokens, mark)
    for (const [name, value] of secrets) aws.secretsManager.put(name, value)
    await writePlaces(cwd, secrets)
    await mkdir(join(cwd, 'out'))
    const runs: Run[] = []
    for (const line of commandLines(tokens))
      runs.push(await host.run(line, { cwd, env: { ...aws.environment('operator'), NO_COLOR: '1' } }))
    const files = await Promise.all(
      (await readdir(join(cwd, 'out'))).map((name) => readFile(join(cwd, 'out', name), 'utf8')),
    )
    return new Map([
      ['stdout', runs.map(({ stdout }) => stdout).join('\n')],
      ['stderr', `${mark}\n${runs.map(({ stderr }) => stderr).join('\n')}`],
      ['reports, facts and configs', files.join('\n')],
    ])
  } finally {
    await host.close()
    await aws.close()
    await close()
  }
}

/** The fingerprints of two runs have other keys, and their values differ. */
export const scans: LeakRoute = {
  path: 'scans of an account, a file, manifests, and init',
  drive,
  varies: 'keyed hashes, ids and dates of a scan',
}
