import { SignJWT } from 'jose'
import { basic, get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asToken, asUser } from '../written.ts'

const key = new TextEncoder().encode('shared-7f3a9c')

/** Store of time series, with users and with JWTs of a shared secret. */
export const influxDb: RealServer = {
  name: 'InfluxDB',
  origin: { debian: ['influxdb'] },
  without: { other_user: 'no answer names the user' },
  async start(stage) {
    const { url, query } = await run(stage)
    const asked = { ping: get(`${url}?q=SHOW+USERS`), assert: ["results[0].series[0].columns[0] == 'user'"] }
    const check = http({ ...asUser, ...asked, send: basic() })
    const declared = http({
      ...asUser,
      ...asked,
      send: basic(),
      answers: [{ status: 403, when: "starts_with(error, 'error authorizing query')", means: 'under_scoped' }],
    })
    const byToken = http({ ...asToken, ...asked })
    const user = (name: string) => ({ user: name, password: `${name}-7f3a9c` })
    const short = await tokenFor('root', 12)
    return {
      cases: [
        { state: 'alive', as: 'password', check: declared, secret: user('ci'), expected: 'healthy' },
        { state: 'alive', as: 'JWT', check: byToken, secret: await tokenFor('root', 3_600), expected: 'healthy' },
        { state: 'wrong', as: 'password', check, secret: { user: 'ci', password: 'wrong' }, expected: 'rejected' },
        {
          state: 'wrong',
          as: 'JWT',
          check: byToken,
          secret: `${await tokenFor('root', 3_600)}x`,
          expected: 'rejected',
        },
        { state: 'small_role', as: '403 declared', check: declared, secret: user('small'), expected: 'under_scoped' },
        { state: 'small_role', as: 'nothing declared', check, secret: user('small'), expected: 'unrecognized' },
        {
          state: 'expired',
          as: 'JWT',
          check: byToken,
          secret: short,
          expected: 'rejected',
          change: () =>
            stage.until('InfluxDB refuses the old JWT', async () => {
              const seen = await stage.ask(`${url}?q=SHOW+USERS`, { headers: { authorization: `Bearer ${short}` } })
              return seen.status === 401
            }),
        },
        {
          state: 'revoked',
          as: 'user deleted',
          check,
          secret: user('ci'),
          expected: 'rejected',
          change: async () => {
            await query('DROP USER ci')
            await stage.until('InfluxDB has no such user', async () => (await query('SHOW USERS', 'ci')).status === 401)
          },
        },
      ],
    }
  },
}

/** Starts InfluxDB with two administrators and a user who may do nothing. */
async function run(stage: Stage) {
  const [port, rpc] = [await stage.port(), await stage.port()]
  const url = `http://127.0.0.1:${port}/query`
  stage.run(stage.installed.path('usr/bin/influxd'), [
    'run',
    '-config',
    stage.write('influx.conf', configOf(stage.folder, { port, rpc })),
  ])
  const query = (text: string, user = 'root') =>
    stage.ask(`${url}?q=${encodeURIComponent(text)}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${user}:${user}-7f3a9c`)}` },
    })
  await stage.until('InfluxDB answers', async () => {
    const made = await query("CREATE USER root WITH PASSWORD 'root-7f3a9c' WITH ALL PRIVILEGES")
    return made.status === 200
  })
  await query("CREATE USER ci WITH PASSWORD 'ci-7f3a9c' WITH ALL PRIVILEGES")
  await query("CREATE USER small WITH PASSWORD 'small-7f3a9c'")
  return { url, query }
}

function tokenFor(username: string, seconds: number): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + seconds
  return new SignJWT({ username, exp }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key)
}

function configOf(folder: string, { port, rpc }: { readonly port: number; readonly rpc: number }): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = true
  shared-secret = "shared-7f3a9c"
`
}
