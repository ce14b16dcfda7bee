import { createHash } from 'node:crypto'
import { basic, get, http, query, secret } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asToken, asUser } from '../written.ts'

/** Web server with passwords, which it refuses with pages, and with signed links that expire. */
export const nginx: RealServer = {
  name: 'nginx',
  origin: { debian: ['nginx', 'apache2-utils'] },
  without: { small_role: 'its users have no roles' },
  async start(stage) {
    const url = await run(stage)
    const asked = { ...asUser, ping: get(`${url}/me/`), send: basic(), read: { identity: 'user' } }
    const check = http({ ...asked, identity: 'ci' })
    const links = {
      ...asToken,
      secret: secret('here', { md5: 'md5', expires: 'expires' }),
      ping: get(`${url}/signed/`),
      send: [query('md5', { role: 'md5' }), query('expires', { role: 'expires' })],
      assert: ["file == 'signed'"],
    }
    const link = http({
      ...links,
      answers: [
        { status: 403, means: 'rejected' },
        { status: 410, means: 'expired' },
      ],
    })
    const user = (name: string) => ({ user: name, password: `${name}-7f3a9c` })
    const short = signed(12)
    return {
      cases: [
        { state: 'alive', as: 'password', check, secret: user('ci'), expected: 'healthy' },
        { state: 'alive', as: 'link', check: link, secret: signed(3_600), expected: 'healthy' },
        { state: 'wrong', as: 'password', check, secret: { user: 'ci', password: 'wrong' }, expected: 'rejected' },
        { state: 'wrong', as: 'link, declared', check: link, secret: { ...short, md5: 'wrong' }, expected: 'rejected' },
        {
          state: 'wrong',
          as: 'link, nothing declared',
          check: http(links),
          secret: { ...short, md5: 'wrong' },
          expected: 'unrecognized',
        },
        { state: 'other_user', check, secret: user('other'), expected: 'wrong_identity' },
        {
          state: 'revoked',
          as: 'user deleted',
          check,
          secret: user('ci'),
          expected: 'rejected',
          change: async () => {
            await allow(stage, ['other'])
          },
        },
        {
          state: 'expired',
          as: 'link, declared',
          check: link,
          secret: short,
          expected: 'expired',
          change: () =>
            stage.until(
              'nginx refuses the old link',
              async () => (await stage.ask(`${url}/signed/?${new URLSearchParams(short)}`)).status === 410,
            ),
        },
      ],
    }
  },
}

const key = 'signing-7f3a9c'

/** Signs a link as the documentation of `secure_link` says: the end, the path and a secret. */
function signed(seconds: number): { readonly md5: string; readonly expires: string } {
  const expires = String(Math.floor(Date.now() / 1_000) + seconds)
  return { md5: createHash('md5').update(`${expires}/signed/ ${key}`).digest('base64url'), expires }
}

async function allow(stage: Stage, users: readonly string[]): Promise<string> {
  const lines = users.map((name) =>
    stage.output(stage.installed.path('usr/bin/htpasswd'), ['-nb', name, `${name}-7f3a9c`]),
  )
  return stage.write('users', (await Promise.all(lines)).join(''))
}

async function run(stage: Stage): Promise<string> {
  const port = await stage.port()
  stage.write('www/me/index.json', '{"user":"<!--# echo var="remote_user" -->"}')
  stage.write('www/signed/index.json', '{"file":"signed"}')
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${stage.folder}/${name};`,
  )
  const config = `
daemon off;
pid ${stage.folder}/nginx.pid;
error_log ${stage.folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
  access_log off;
  ${folders.join(' ')}
  types { application/json json; }
  index index.json;
  server {
    listen 127.0.0.1:${port};
    root ${stage.folder}/www;
    location /me/ {
      ssi on;
      ssi_types application/json;
      auth_basic "api";
      auth_basic_user_file ${await allow(stage, ['ci', 'other'])};
    }
    location = /signed/ {
      secure_link $arg_md5,$arg_expires;
      secure_link_md5 "$secure_link_expires$uri ${key}";
      if ($secure_link = "") { return 403; }
      if ($secure_link = "0") { return 410; }
      try_files /signed/index.json =404;
    }
  }
}
`
  stage.run(stage.installed.path('usr/sbin/nginx'), ['-p', stage.folder, '-c', stage.write('nginx.conf', config)])
  await stage.until('nginx listens', () => stage.listens(port))
  return `http://127.0.0.1:${port}`
}
