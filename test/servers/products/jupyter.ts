import { get, header, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import { asToken } from '../written.ts'

/** Notebooks. A wrong token gets 403 with `{"message": "Forbidden"}`, which says nothing by itself. */
export const jupyter: RealServer = {
  name: 'Jupyter server',
  origin: { debian: ['jupyter-server'] },
  without: {
    expired: 'its token has no end',
    small_role: 'its token may do everything',
    other_user: 'its token belongs to no user',
  },
  async start(stage) {
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}/api/status`
    const start = (token: string) =>
      stage.run('/usr/bin/python3', [
        '-m',
        'jupyter_server',
        '--allow-root',
        '--no-browser',
        '--ip=127.0.0.1',
        `--port=${port}`,
        '--ServerApp.port_retries=0',
        `--ServerApp.token=${token}`,
        `--ServerApp.root_dir=${stage.folder}`,
      ])
    const accepts = async (token: string) =>
      (await stage.ask(url, { headers: { authorization: `token ${token}` } })).status === 200
    start('first-7f3a9c')
    await stage.until('Jupyter answers', () => accepts('first-7f3a9c'))
    const asked = {
      ...asToken,
      ping: get(url),
      send: header('authorization', { prefix: 'token ' }),
      assert: ['started != null'],
    }
    const check = http(asked)
    const declared = http({ ...asked, answers: [{ status: 403, when: "message == 'Forbidden'", means: 'rejected' }] })
    return {
      cases: [
        { state: 'alive', check, secret: 'first-7f3a9c', expected: 'healthy' },
        {
          state: 'alive',
          as: 'assertion without a comparison',
          check: http({ ...asked, assert: ['started'] }),
          secret: 'first-7f3a9c',
          expected: 'check_invalid',
        },
        { state: 'wrong', as: '403 declared', check: declared, secret: 'wrong-7f3a9c', expected: 'rejected' },
        { state: 'wrong', as: 'nothing declared', check, secret: 'wrong-7f3a9c', expected: 'unrecognized' },
        {
          state: 'revoked',
          as: '403 declared',
          check: declared,
          secret: 'first-7f3a9c',
          expected: 'rejected',
          change: async () => {
            await stage.stop()
            start('second-7f3a9c')
            await stage.until('Jupyter has another token', () => accepts('second-7f3a9c'))
          },
        },
      ],
    }
  },
}
