import { get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asToken } from '../written.ts'

/** Private registry of npm packages. Each user gets JWTs that expire. */
export const verdaccio: RealServer = {
  name: 'Verdaccio',
  origin: { npm: 'verdaccio' },
  without: { revoked: 'its JWTs are valid until they expire, also those of a deleted user' },
  async start(stage) {
    const url = await run(stage)
    const tokenOf = async (name: string): Promise<string> => {
      const added = await stage.ask(`${url}/-/user/org.couchdb.user:${name}`, {
        method: 'PUT',
        body: JSON.stringify({ name, password: `${name}-7f3a9c` }),
        headers: { 'content-type': 'application/json' },
      })
      return JSON.parse(added.text).token
    }
    const profile = `${url}/-/npm/v1/user`
    const check = http({ ...asToken, ping: get(profile), read: { identity: 'name' }, identity: 'ci' })
    const whoami = { ...asToken, ping: get(`${url}/-/whoami`), read: { identity: 'username' }, identity: 'ci' }
    const declared = http({ ...whoami, answers: [{ status: 200, when: 'username == null', means: 'rejected' }] })
    const aPackage = http({
      ...asToken,
      ping: get(`${url}/@private%2fapp`),
      assert: ['name'],
      answers: [{ status: 403, when: "contains(error, 'is not allowed to access package')", means: 'under_scoped' }],
    })
    const [ci, other] = [await tokenOf('ci'), await tokenOf('other')]
    return {
      cases: [
        { state: 'alive', check, secret: ci, expected: 'healthy' },
        { state: 'alive', as: 'whoami', check: http(whoami), secret: ci, expected: 'healthy' },
        { state: 'wrong', check, secret: 'wrong-7f3a9c', expected: 'rejected' },
        { state: 'wrong', as: 'whoami, 200 declared', check: declared, secret: 'wrong-7f3a9c', expected: 'rejected' },
        { state: 'wrong', as: 'whoami', check: http(whoami), secret: 'wrong-7f3a9c', expected: 'unrecognized' },
        { state: 'small_role', as: '403 declared', check: aPackage, secret: other, expected: 'under_scoped' },
        { state: 'other_user', check, secret: other, expected: 'wrong_identity' },
        {
          state: 'expired',
          check,
          secret: ci,
          expected: 'rejected',
          change: () =>
            stage.until('Verdaccio refuses the old token', async () => {
              const seen = await stage.ask(profile, { headers: { authorization: `Bearer ${ci}` } })
              return seen.status === 401
            }),
        },
      ],
    }
  },
}

/** Starts Verdaccio with a scope of packages for one user, and returns its address. */
async function run(stage: Stage): Promise<string> {
  const port = await stage.port()
  const url = `http://127.0.0.1:${port}`
  const config = {
    storage: `${stage.folder}/packages`,
    auth: { htpasswd: { file: `${stage.folder}/users` } },
    security: { api: { jwt: { sign: { expiresIn: '15s' } } } },
    packages: { '@private/*': { access: 'ci' }, '**': { access: '$authenticated' } },
    log: { type: 'stdout', format: 'json', level: 'warn' },
    web: { enable: false },
  }
  stage.run(process.execPath, [
    stage.installed.path('verdaccio/bin/verdaccio'),
    '--config',
    stage.write('config.yaml', JSON.stringify(config)),
    '--listen',
    `127.0.0.1:${port}`,
  ])
  await stage.until('Verdaccio answers', async () => (await stage.ask(`${url}/-/ping`)).status === 200)
  return url
}
