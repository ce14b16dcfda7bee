import { basic, get, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import { asUser } from '../written.ts'

/** Wiki of one file for each note, with readers and writers. */
export const tiddlyWiki: RealServer = {
  name: 'TiddlyWiki',
  origin: { npm: 'tiddlywiki' },
  without: { expired: 'its passwords have no end' },
  async start(stage) {
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}/status`
    const program = stage.installed.path('tiddlywiki/tiddlywiki.js')
    await stage.output(process.execPath, [program, 'wiki', '--init', 'server'])
    const start = (users: readonly string[]) => {
      const lines = users.map((name) => `${name},${name}-7f3a9c`)
      stage.write('wiki/users.csv', `username,password\n${lines.join('\n')}\n`)
      stage.run(process.execPath, [
        program,
        'wiki',
        '--listen',
        'host=127.0.0.1',
        `port=${port}`,
        'credentials=users.csv',
        'readers=ci,other,reader',
        'writers=ci,other',
      ])
      return stage.until('TiddlyWiki answers', async () => (await stage.ask(url)).status === 401)
    }
    await start(['ci', 'reader', 'other', 'stranger'])
    const { check, compared, writer } = checksAt(url)
    const user = (name: string) => ({ user: name, password: `${name}-7f3a9c` })
    return {
      cases: [
        { state: 'alive', check, secret: user('ci'), expected: 'healthy' },
        { state: 'alive', as: 'writer', check: writer, secret: user('ci'), expected: 'healthy' },
        { state: 'wrong', check, secret: { user: 'ci', password: 'wrong-7f3a9c' }, expected: 'rejected' },
        { state: 'small_role', as: 'reader', check: writer, secret: user('reader'), expected: 'wrong_answer' },
        {
          state: 'small_role',
          as: '401 for a permission, compared',
          check: compared,
          secret: user('stranger'),
          expected: 'unrecognized',
        },
        {
          state: 'small_role',
          as: '401 for a permission, not compared',
          check,
          secret: user('stranger'),
          expected: 'rejected',
        },
        { state: 'other_user', check, secret: user('other'), expected: 'wrong_identity' },
        {
          state: 'revoked',
          as: 'user deleted',
          check,
          secret: user('ci'),
          expected: 'rejected',
          change: async () => {
            await stage.stop()
            await start(['reader', 'other'])
          },
        },
      ],
    }
  },
}

/** Checks of a reader, of one whose refusal is compared with that of a broken password, and of a writer. */
function checksAt(url: string) {
  const asked = { ...asUser, ping: get(url), send: basic(), read: { identity: 'username' } }
  return {
    check: http({ ...asked, identity: 'ci' }),
    compared: http({ ...asked, identity: 'ci', controls: true }),
    writer: http({ ...asked, assert: ['read_only == `false`'] }),
  }
}
