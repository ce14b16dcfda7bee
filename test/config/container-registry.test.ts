import assert from 'node:assert/strict'
import { it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { containerRegistry, secret } from '../../functions/config.ts'
import { profileOf } from '../../functions/providers/providers.ts'

const said = { id: 'images', secret: secret('images', { user: 'user', password: 'password' }), impact: 'No deploys' }

function expanded(options: Omit<Parameters<typeof containerRegistry>[0], keyof typeof said>) {
  const check = containerRegistry({ ...said, ...options })
  const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
  return expansion.ok ? expansion.deployment.checks[0]?.question : expansion.problems
}

const messageOf = (found: ReturnType<typeof expanded>) => (Array.isArray(found) ? found : [])

it('a registry is asked over https, with the port of its token host and a repository where the check names them', () => {
  const shared = { kind: 'registry', url: 'https://hub.acme.example/v2/' }
  assert.deepEqual(expanded({ host: 'hub.acme.example' }), { ...shared, tokenHost: 'none.invalid', repository: '' })
  assert.deepEqual(
    expanded({ host: 'hub.acme.example', tokenHost: 'auth.acme.example:5001', repository: 'team/app' }),
    { ...shared, tokenHost: 'auth.acme.example:5001', repository: 'team/app' },
  )
})

it('plain http is possible on loopback where the check allows that, and nowhere else', () => {
  const local = { host: 'localhost:5000', scheme: 'http' } as const
  assert.deepEqual(expanded({ ...local, allowPrivate: ['127.0.0.0/8'] }), {
    kind: 'registry',
    url: 'http://localhost:5000/v2/',
    tokenHost: 'none.invalid',
    repository: '',
  })
  for (const host of ['localhost:5000', 'hub.acme.example', '192.0.2.1'])
    assert.deepEqual(
      messageOf(expanded({ ...local, host })).map(({ field }) => field),
      ['host'],
    )
})

it('a repository is refused by its name, with an example', () => {
  for (const repository of ['Team/App', 'team/app:latest', '../v2', '/team', 'team app']) {
    const [problem, ...more] = messageOf(expanded({ host: 'hub.acme.example', repository }))
    assert.deepEqual([problem?.field, more], ['repository', []])
    assert.match(problem?.message ?? '', /acme\/app/)
  }
})

it('connections to a registry are not shared, since the check names its host', () => {
  assert.equal(profileOf('container-registry').fixedHosts, false)
})
