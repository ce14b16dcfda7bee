import { basic, get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import type { Stage } from '../stage.ts'
import { asUser } from '../written.ts'

/** Message broker. Its API answers 401 to a living user without the right tag. */
export const rabbitMq: RealServer = {
  name: 'RabbitMQ',
  origin: { debian: ['rabbitmq-server'] },
  without: { expired: 'its passwords have no end' },
  async start(stage) {
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}/api`
    await run(stage, port)
    const call = (path: string, { user = 'guest', password = 'guest', ...request }: Call = {}) =>
      stage.ask(`${url}/${path}`, { ...request, headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` } })
    await stage.until('RabbitMQ answers', async () => (await call('whoami')).status === 200)
    const add = (user: string, tags: string) =>
      call(`users/${user}`, { method: 'PUT', body: JSON.stringify({ password: `${user}-7f3a9c`, tags }) })
    await add('ci', 'administrator')
    await add('other', 'administrator')
    await add('manager', 'management')
    await add('untagged', '')
    const asked = { ...asUser, send: basic(), read: { identity: 'name' }, identity: 'ci' }
    const check = http({ ...asked, ping: get(`${url}/whoami`) })
    const administration = http({
      ...asked,
      read: { identity: "[?name == 'ci'].name | [0]" },
      ping: get(`${url}/users`),
    })
    const user = (name: string) => ({ user: name, password: `${name}-7f3a9c` })
    return {
      cases: [
        { state: 'alive', check, secret: user('ci'), expected: 'healthy' },
        { state: 'alive', as: 'administrator', check: administration, secret: user('ci'), expected: 'healthy' },
        { state: 'wrong', check, secret: { user: 'ci', password: 'wrong-7f3a9c' }, expected: 'rejected' },
        { state: 'small_role', as: 'no tag', check, secret: user('untagged'), expected: 'under_scoped' },
        {
          state: 'small_role',
          as: 'another tag',
          check: administration,
          secret: user('manager'),
          expected: 'under_scoped',
        },
        { state: 'other_user', check, secret: user('other'), expected: 'wrong_identity' },
        {
          state: 'revoked',
          as: 'user deleted',
          check,
          secret: user('ci'),
          expected: 'rejected',
          change: async () => {
            await call('users/ci', { method: 'DELETE' })
          },
        },
      ],
    }
  },
}

type Call = { readonly user?: string; readonly password?: string; readonly method?: string; readonly body?: string }

/** Starts the broker and Erlang from the folder in which they were unpacked. */
async function run(stage: Stage, management: number): Promise<void> {
  const erlang = stage.installed.path('usr/lib/erlang')
  const [upstream] = stage.installed.version.split('-')
  const home = stage.installed.path(`usr/lib/rabbitmq/lib/rabbitmq_server-${upstream}`)
  const start = (await stage.output('cat', [`${erlang}/bin/erl`])).replaceAll('/usr/lib/erlang', erlang)
  await stage.output('chmod', ['+x', stage.write('bin/erl', start)])
  stage.write('enabled_plugins', '[rabbitmq_management].\n')
  const config = [
    `listeners.tcp.1 = 127.0.0.1:${await stage.port()}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
  ]
  const names = await stage.port()
  stage.run(`${erlang}/bin/epmd`, ['-port', `${names}`, '-address', '127.0.0.1'])
  await stage.until('the name server of Erlang listens', () => stage.listens(names))
  stage.run('sh', [`${home}/sbin/rabbitmq-server`], {
    PATH: `${stage.folder}/bin:${process.env['PATH'] ?? ''}`,
    RABBITMQ_HOME: home,
    RABBITMQ_NODENAME: `tokenwatch-${management}@localhost`,
    RABBITMQ_CONFIG_FILE: stage.write('rabbitmq.conf', `${config.join('\n')}\n`),
    RABBITMQ_CONF_ENV_FILE: `${stage.folder}/none`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${stage.folder}/enabled_plugins`,
    RABBITMQ_PLUGINS_DIR: `${home}/plugins`,
    RABBITMQ_MNESIA_BASE: `${stage.folder}/mnesia`,
    RABBITMQ_LOG_BASE: `${stage.folder}/log`,
    RABBITMQ_DIST_PORT: `${await stage.port()}`,
    ERL_EPMD_PORT: `${names}`,
    ERL_EPMD_ADDRESS: '127.0.0.1',
  })
}
