import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startHostileServer } from '../../support/hostile-server.ts'
import { shown } from '../../support/probing.ts'
import { withRegistry } from '../../support/registry.ts'

it('the challenge of a registry does not choose where the password goes', async () => {
  const thief = await startHostileServer({ kind: 'json', body: { token: 'thanks' } })
  const challenge = () => `Bearer realm="${thief.url}/token",service="registry"`
  await withRegistry({ token: { kind: 'json', body: {} }, challenge }, async ({ prober, check }) => {
    assert.deepEqual(shown(await prober.probe(check)), ['host_not_allowed', 'realm_elsewhere'])
  })
  assert.equal(thief.connections(), 0)
  await thief.close()
})
