import { get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asToken } from '../written.ts'

/** Flows of events. A password buys a token that expires. */
export const nodeRed: RealServer = {
  name: 'Node-RED',
  origin: { npm: 'node-red' },
  without: {},
  async start(stage) {
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}`
    const settings = await settingsOf(stage, port)
    stage.run(process.execPath, [stage.installed.path('node-red/red.js'), '-u', stage.folder, '-s', settings])
    const post = (path: string, fields: Readonly<Record<string, string>>, token = '') =>
      stage.ask(`${url}/auth/${path}`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'node-red-admin', ...fields }),
        headers: { authorization: `Bearer ${token}` },
      })
    const tokenOf = async (username: string, scope = '*'): Promise<string> => {
      const bought = await post('token', { grant_type: 'password', scope, username, password: 'first-7f3a9c' })
      return JSON.parse(bought.text).access_token
    }
    await stage.until('Node-RED answers', async () => (await stage.ask(`${url}/settings`)).status === 401)
    const { check, everything, flows } = checksAt(url)
    const [ci, gone, old] = [await tokenOf('ci'), await tokenOf('ci'), await tokenOf('ci')]
    const isRefused = (token: string) => async () =>
      (await stage.ask(`${url}/settings`, { headers: { authorization: `Bearer ${token}` } })).status === 401
    return {
      cases: [
        { state: 'alive', check, secret: ci, expected: 'healthy' },
        { state: 'alive', as: 'everything', check: everything, secret: ci, expected: 'healthy' },
        { state: 'alive', as: 'flows', check: flows, secret: ci, expected: 'healthy' },
        { state: 'wrong', check, secret: 'wrong-7f3a9c', expected: 'rejected' },
        {
          state: 'small_role',
          check: everything,
          secret: await tokenOf('reader', 'settings.read'),
          expected: 'wrong_answer',
        },
        {
          state: 'small_role',
          as: '401 for a permission',
          check: flows,
          secret: await tokenOf('reader', 'settings.read'),
          expected: 'unrecognized',
        },
        { state: 'other_user', check, secret: await tokenOf('other'), expected: 'wrong_identity' },
        {
          state: 'revoked',
          check,
          secret: gone,
          expected: 'rejected',
          change: async () => {
            await post('revoke', { token: gone }, gone)
          },
        },
        {
          state: 'expired',
          check,
          secret: old,
          expected: 'rejected',
          change: () => stage.until('Node-RED refuses the old token', isRefused(old)),
        },
      ],
    }
  },
}

/** Checks of a token: by its user, by all of its permissions, and by one of them. */
function checksAt(url: string) {
  const asked = { ...asToken, ping: get(`${url}/settings`), read: { identity: 'user.username' } }
  const asV2 = { headers: { 'node-red-api-version': 'v2' } }
  return {
    check: http({ ...asked, identity: 'ci' }),
    everything: http({ ...asked, assert: ["user.permissions == '*'"] }),
    flows: http({ ...asToken, ping: get(`${url}/flows`, asV2), assert: ['length(rev) > `0`'] }),
  }
}

async function settingsOf(stage: Stage, port: number): Promise<string> {
  const hashing = `import(process.argv[1]).then(({ default: { hashSync } }) => process.stdout.write(hashSync('first-7f3a9c', 8)))`
  const hash = await stage.output(process.execPath, ['-e', hashing, stage.installed.path('bcryptjs/index.js')])
  const user = (username: string, permissions: string) => ({ username, password: hash, permissions })
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: port,
    telemetry: { enabled: false },
    editorTheme: { tours: false },
    adminAuth: {
      type: 'credentials',
      sessionExpiryTime: 15,
      users: [user('ci', '*'), user('other', '*'), user('reader', 'settings.read')],
    },
  }
  return stage.write('settings.cjs', `module.exports = ${JSON.stringify(settings)}\n`)
}
