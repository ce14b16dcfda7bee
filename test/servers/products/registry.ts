import { containerRegistry } from '../../../functions/config.ts'
import { makeCertificateFor } from '../../support/certificates.ts'
import type { RealServer } from '../server.ts'
import { asUser } from '../written.ts'

/** Docker's registry with passwords in a file, judged by the profile of the catalogue. */
export const dockerRegistry: RealServer = {
  name: 'Docker registry',
  origin: { debian: ['docker-registry', 'apache2-utils'] },
  without: {
    expired: 'its passwords have no end',
    small_role: 'each user may do everything',
    other_user: 'no answer names the user',
  },
  async start(stage) {
    const port = await stage.port()
    const { ca, server } = await makeCertificateFor(['localhost'])
    const hash = async (user: string, password: string) =>
      stage.output(stage.installed.path('usr/bin/htpasswd'), ['-nbB', user, password])
    const allow = async (password: string) => stage.write('users', await hash('ci', password))
    const config = {
      version: '0.1',
      storage: { filesystem: { rootdirectory: `${stage.folder}/images` } },
      http: {
        addr: `127.0.0.1:${port}`,
        tls: { certificate: stage.write('cert.pem', server.cert), key: stage.write('key.pem', server.key) },
      },
      auth: { htpasswd: { realm: 'images', path: await allow('first-7f3a9c') } },
    }
    stage.run(stage.installed.path('usr/bin/docker-registry'), [
      'serve',
      stage.write('config.yml', JSON.stringify(config)),
    ])
    await stage.until('the registry listens', () => stage.listens(port))
    const check = containerRegistry({ ...asUser, host: `localhost:${port}` })
    const alive = { user: 'ci', password: 'first-7f3a9c' }
    return {
      privateCa: ca.cert,
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
          },
        },
      ],
    }
  },
}
