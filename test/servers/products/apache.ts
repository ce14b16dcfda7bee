import { basic, get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asUser } from '../written.ts'

/** Web server with users and groups. It refuses all of them with pages. */
export const apache: RealServer = {
  name: 'Apache',
  origin: { debian: ['apache2-bin', 'apache2-utils'] },
  without: { expired: 'its passwords have no end' },
  async start(stage) {
    const url = await run(stage)
    const asked = { ...asUser, ping: get(`${url}/me/`), send: basic(), read: { identity: 'user' } }
    const check = http({ ...asked, identity: 'ci' })
    const admin = { ...asked, identity: 'ci', ping: get(`${url}/admin/`) }
    const declared = http({ ...admin, answers: [{ status: 403, means: 'under_scoped' }] })
    const user = (name: string) => ({ user: name, password: `${name}-7f3a9c` })
    return {
      cases: [
        { state: 'alive', check, secret: user('ci'), expected: 'healthy' },
        { state: 'alive', as: 'group', check: declared, secret: user('ci'), expected: 'healthy' },
        { state: 'wrong', check, secret: { user: 'ci', password: 'wrong' }, expected: 'rejected' },
        { state: 'small_role', as: '403 declared', check: declared, secret: user('other'), expected: 'under_scoped' },
        {
          state: 'small_role',
          as: 'nothing declared',
          check: http(admin),
          secret: user('other'),
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
      ],
    }
  },
}

const modules = [
  'mpm_event',
  'authn_core',
  'authn_file',
  'authz_core',
  'authz_user',
  'authz_groupfile',
  'auth_basic',
  'mime',
  'dir',
  'include',
]

async function allow(stage: Stage, users: readonly string[]): Promise<string> {
  const lines = users.map((name) =>
    stage.output(stage.installed.path('usr/bin/htpasswd'), ['-nbB', name, `${name}-7f3a9c`]),
  )
  return stage.write('users', (await Promise.all(lines)).join(''))
}

async function run(stage: Stage): Promise<string> {
  const port = await stage.port()
  for (const name of ['me', 'admin'])
    stage.write(`www/${name}/index.json`, '{"user":"<!--#echo var="REMOTE_USER" -->"}')
  const protect = `
  AuthType Basic
  AuthName api
  AuthUserFile ${await allow(stage, ['ci', 'other'])}`
  const config = `
ServerRoot ${stage.folder}
ServerName localhost
PidFile ${stage.folder}/apache.pid
ErrorLog ${stage.folder}/error.log
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module ${stage.installed.path(`usr/lib/apache2/modules/mod_${name}.so`)}`).join('\n')}
TypesConfig /dev/null
AddType application/json .json
AddOutputFilter INCLUDES .json
DocumentRoot ${stage.folder}/www
DirectoryIndex index.json
<Directory ${stage.folder}/www>
  Options +Includes
</Directory>
<Location /me>${protect}
  Require valid-user
</Location>
<Location /admin>${protect}
  AuthGroupFile ${stage.write('groups', 'admins: ci\n')}
  AuthzSendForbiddenOnFailure On
  Require group admins
</Location>
`
  stage.run(stage.installed.path('usr/sbin/apache2'), ['-DFOREGROUND', '-f', stage.write('apache.conf', config)])
  await stage.until('Apache listens', () => stage.listens(port))
  return `http://127.0.0.1:${port}`
}
