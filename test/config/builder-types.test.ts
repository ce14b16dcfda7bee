import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { camelCase } from '../../functions/config/profiles/template.ts'
import type { Provider } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'
import { runCommand } from '../support/command-line.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Fields that the generic builders need. */
const generic: Readonly<Record<string, string>> = {
  http: "secret: secret('a'), ping: get('https://api.acme.example/me'), assert: ['id > `0`']",
  jwt: "secret: secret('a')",
  oauthIntrospection:
    "secret: secret('a'), introspectionUrl: 'https://id.acme.example', client: secret('b', { clientId: 'id', clientSecret: 'secret' })",
  oauthRefreshToken:
    "secret: secret('a'), introspectionUrl: 'https://id.acme.example', client: secret('b', { clientId: 'id', clientSecret: 'secret' })",
  oauthClientCredentials:
    "tokenUrl: 'https://id.acme.example', secret: secret('b', { clientId: 'id', clientSecret: 'secret' })",
  declared: "expires: '2099-01-01'",
}

/** The fewest fields with which a builder of the catalogue can be called. */
function fieldsOf({ options }: Provider): string {
  const needed = Object.entries(options).filter(([, option]) => option.default === undefined)
  const values = needed.map(([name, option]) => {
    const word = option.kind === 'choice' ? Object.keys(option.of)[0] : 'x'
    return `${name}: '${word}'`
  })
  return ["secret: secret('a')", ...values].join(', ')
}

/** Mistakes that every builder has to refuse: a misspelt field, beside the right one and alone, and one at depth. */
const mistakes = ["impct: 'x'", "gates: 'advisory'", "usedBy: ['shop'], environmnet: 'production'"]

/** A field at depth, which every check may have, and the same with one too many. */
const replica = ", consumers: [{ kind: 'replica', region: 'eu-west-1' }]"
const deep = ", consumers: [{ kind: 'replica', region: 'eu-west-1', regoin: 'x' }]"

it('every builder of the catalogue refuses a field that does not exist, in the type checker', async () => {
  const folder = await mkdtemp(join(root, 'node_modules', '.builder-types-'))
  try {
    const catalogue = [...providers.values()].filter(({ question }) => question !== null)
    const builders = [
      ...catalogue.map((one) => [camelCase(one.name), fieldsOf(one)] as const),
      ...Object.entries(generic),
    ]
    const lines = builders.flatMap(([name, fields]) => [
      `good.${name}({ id: 'a', impact: 'x', ${fields}${replica} })`,
      ...mistakes.map((mistake) => `good.${name}({ id: 'a', impact: 'x', ${fields}, ${mistake} })`),
      `good.${name}({ id: 'a', impact: 'x', ${fields}${deep} })`,
    ])
    const source = [`import * as good from '../../functions/config.ts'`, 'const { get, secret } = good', ...lines, '']
    await writeFile(join(folder, 'calls.ts'), source.join('\n'))
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['calls.ts'], exclude: [] }),
    )
    const { stdout } = await runCommand(
      join(root, 'node_modules/.bin/tsc'),
      ['--project', folder, '--pretty', 'false'],
      { cwd: root },
    )
    const refused = new Set(
      [...stdout.matchAll(/calls\.ts\((\d+),\d+\): error TS/g)].map(([, line]) => Number(line) - 3),
    )
    const wrong = lines.filter((_, index) => refused.has(index) !== (index % (mistakes.length + 2) !== 0))
    assert.deepEqual(wrong.slice(0, 10), [], stdout.slice(0, 1_500))
    assert.ok(builders.length > 90)
  } finally {
    await rm(folder, { recursive: true })
  }
})
