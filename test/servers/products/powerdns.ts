import { get, header, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import { asToken } from '../written.ts'

/** Authoritative name server whose API has one key. */
export const powerDns: RealServer = {
  name: 'PowerDNS',
  origin: { debian: ['pdns-server', 'pdns-backend-bind'] },
  without: {
    expired: 'its key has no end',
    small_role: 'its key may do everything',
    other_user: 'its key belongs to no user',
  },
  async start(stage) {
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}/api/v1/servers/localhost`
    const dns = await stage.port()
    const start = (key: string) =>
      stage.run(stage.installed.path('usr/sbin/pdns_server'), [
        `--config-dir=${stage.folder}`,
        `--socket-dir=${stage.folder}`,
        `--module-dir=${stage.installed.path('usr/lib/{triplet}/pdns')}`,
        '--launch=bind',
        '--bind-config=/dev/null',
        '--local-address=127.0.0.1',
        `--local-port=${dns}`,
        '--api=yes',
        `--api-key=${key}`,
        '--webserver-address=127.0.0.1',
        `--webserver-port=${port}`,
        '--guardian=no',
        '--daemon=no',
        '--disable-syslog',
      ])
    const accepts = async (key: string) => (await stage.ask(url, { headers: { 'X-API-Key': key } })).status === 200
    start('first-7f3a9c')
    await stage.until('PowerDNS answers', () => accepts('first-7f3a9c'))
    const check = http({ ...asToken, ping: get(url), send: header('X-API-Key'), assert: ["type == 'Server'"] })
    return {
      cases: [
        { state: 'alive', check, secret: 'first-7f3a9c', expected: 'healthy' },
        { state: 'wrong', check, secret: 'wrong-7f3a9c', expected: 'rejected' },
        {
          state: 'revoked',
          check,
          secret: 'first-7f3a9c',
          expected: 'rejected',
          change: async () => {
            await stage.stop()
            start('second-7f3a9c')
            await stage.until('PowerDNS has another key', () => accepts('second-7f3a9c'))
          },
        },
      ],
    }
  },
}
