import { basic, get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import { asUser } from '../written.ts'

/** Web server with passwords. It refuses without a body. */
export const caddy: RealServer = {
  name: 'Caddy',
  origin: { debian: ['caddy'] },
  without: { expired: 'its passwords have no end', small_role: 'its users have no roles' },
  async start(stage) {
    const [port, admin] = [await stage.port(), await stage.port()]
    const url = `http://127.0.0.1:${port}/me`
    const program = stage.installed.path('usr/bin/caddy')
    const configOf = async (users: readonly string[]) => {
      const hash = (name: string) => stage.output(program, ['hash-password', '--plaintext', `${name}-7f3a9c`])
      const lines = users.map(async (name) => `${name} ${(await hash(name)).trim()}`)
      return stage.write(
        'Caddyfile',
        `{
  admin 127.0.0.1:${admin}
  auto_https off
}
http://127.0.0.1:${port} {
  basicauth {
    ${(await Promise.all(lines)).join('\n    ')}
  }
  header Content-Type application/json
  respond /me \`{"user":"{http.auth.user.id}"}\`
}
`,
      )
    }
    stage.run(program, ['run', '--config', await configOf(['ci', 'other'])])
    await stage.until('Caddy answers', async () => (await stage.ask(url)).status === 401)
    const asked = { ...asUser, ping: get(url), send: basic(), read: { identity: 'user' } }
    const check = http({ ...asked, identity: 'ci' })
    const user = (name: string) => ({ user: name, password: `${name}-7f3a9c` })
    return {
      cases: [
        { state: 'alive', check, secret: user('ci'), expected: 'healthy' },
        { state: 'wrong', check, secret: { user: 'ci', password: 'wrong' }, expected: 'rejected' },
        { state: 'other_user', check, secret: user('other'), expected: 'wrong_identity' },
        {
          state: 'revoked',
          as: 'user deleted',
          check,
          secret: user('ci'),
          expected: 'rejected',
          change: async () => {
            await stage.output(program, ['reload', '--config', await configOf(['other'])])
          },
        },
      ],
    }
  },
}
