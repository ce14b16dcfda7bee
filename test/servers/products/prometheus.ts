import { basic, get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import { asUser } from '../written.ts'

/** Store of metrics, with users and passwords in a file. */
export const prometheus: RealServer = {
  name: 'Prometheus',
  origin: { debian: ['prometheus', 'apache2-utils'] },
  without: {
    expired: 'its passwords have no end',
    small_role: 'each user may do everything',
    other_user: 'no answer names the user',
  },
  async start(stage) {
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}/api/v1/status/buildinfo`
    const hash = async (password: string) =>
      (await stage.output(stage.installed.path('usr/bin/htpasswd'), ['-nbB', 'ci', password])).trim().replace('ci:', '')
    const allow = async (password: string) =>
      stage.write('web.yml', `basic_auth_users: { ci: "${await hash(password)}" }\n`)
    stage.run(stage.installed.path('usr/bin/prometheus'), [
      `--config.file=${stage.write('prometheus.yml', 'global: {}\n')}`,
      `--storage.tsdb.path=${stage.folder}/data`,
      `--web.config.file=${await allow('first-7f3a9c')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ])
    const accepts = async (password: string) =>
      (await stage.ask(url, { headers: { authorization: `Basic ${btoa(`ci:${password}`)}` } })).status === 200
    await stage.until('Prometheus answers', () => accepts('first-7f3a9c'))
    const check = http({ ...asUser, ping: get(url), send: basic(), assert: ["status == 'success'"] })
    const alive = { user: 'ci', password: 'first-7f3a9c' }
    return {
      cases: [
        { state: 'alive', check, secret: alive, expected: 'healthy' },
        { state: 'wrong', check, secret: { user: 'ci', password: 'wrong-7f3a9c' }, expected: 'rejected' },
        {
          state: 'revoked',
          as: 'password changed',
          check,
          secret: alive,
          expected: 'rejected',
          change: async () => {
            await allow('second-7f3a9c')
            await stage.until('Prometheus has another password', () => accepts('second-7f3a9c'))
          },
        },
      ],
    }
  },
}
