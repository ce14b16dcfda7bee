import { header, http, post } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asToken } from '../written.ts'

/** Store of configurations. A password buys a token, which is the credential here. */
export const etcd: RealServer = {
  name: 'etcd',
  origin: { debian: ['etcd-server'] },
  without: { other_user: 'no answer names the user of a token' },
  async start(stage) {
    const { url, call } = await run(stage)
    const tokenOf = async (name: string): Promise<string> =>
      JSON.parse((await call('auth/authenticate', { name, password: `${name}-7f3a9c` })).text).token
    const read = { key: 'YQ==' }
    const check = http({
      ...asToken,
      ping: post(`${url}/v3/kv/range`, { body: JSON.stringify(read), sideEffects: 'none' }),
      send: header('authorization'),
      assert: ['header.revision != null'],
      answers: [{ status: 403, when: "message == 'etcdserver: permission denied'", means: 'under_scoped' }],
    })
    const [ci, short, other] = [await tokenOf('ci'), await tokenOf('short'), await tokenOf('other')]
    const isRefused = (token: string) => async () => (await call('kv/range', read, token)).status === 401
    return {
      cases: [
        { state: 'alive', check, secret: ci, expected: 'healthy' },
        { state: 'wrong', check, secret: 'wrong.7', expected: 'rejected' },
        { state: 'small_role', check, secret: other, expected: 'under_scoped' },
        {
          state: 'revoked',
          as: 'user deleted',
          check,
          secret: ci,
          expected: 'rejected',
          change: async () => {
            await call('auth/user/delete', { name: 'ci' }, await tokenOf('root'))
            await stage.until('etcd refuses the token of a deleted user', isRefused(ci))
          },
        },
        {
          state: 'expired',
          check,
          secret: short,
          expected: 'rejected',
          // Each use gives a token more time, so it is not asked before its end.
          change: async () => {
            await stage.pass(14)
          },
        },
      ],
    }
  },
}

/** Starts etcd with a role that may read one key, and users with and without it. */
async function run(stage: Stage) {
  const [client, peer] = [await stage.port(), await stage.port()]
  const url = `http://127.0.0.1:${client}`
  stage.run(stage.installed.path('usr/bin/etcd'), [
    `--data-dir=${stage.folder}/data`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    '--auth-token-ttl=12',
  ])
  const call = (path: string, body: object, token = '') =>
    stage.ask(`${url}/v3/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: token === '' ? {} : { authorization: token },
    })
  await stage.until('etcd answers', async () => (await call('auth/role/add', { name: 'reader' })).status === 200)
  await call('auth/role/grant', { name: 'reader', perm: { key: 'YQ==', permType: 'READ' } })
  for (const name of ['root', 'ci', 'short', 'other']) await call('auth/user/add', { name, password: `${name}-7f3a9c` })
  await call('auth/user/grant', { user: 'root', role: 'root' })
  for (const user of ['ci', 'short']) await call('auth/user/grant', { user, role: 'reader' })
  await call('auth/enable', {})
  return { url, call }
}
