import { get, header, http } from '../../../functions/config.ts'
import type { RealServer } from '../server.ts'
import { asToken } from '../written.ts'

/** File synchronisation. It answers a wrong key like a forged request: 403, as text. */
export const syncthing: RealServer = {
  name: 'Syncthing',
  origin: { debian: ['syncthing'] },
  without: { expired: 'its key has no end', small_role: 'its key may do everything' },
  async start(stage) {
    const program = stage.installed.path('usr/bin/syncthing')
    const port = await stage.port()
    const url = `http://127.0.0.1:${port}/rest`
    await stage.output(program, ['generate', `--home=${stage.folder}`, '--skip-port-probing'])
    const key = stage.edit('config.xml', (config) => offline(config, port), /<apikey>(.*?)</)
    stage.run(program, ['serve', `--home=${stage.folder}`, '--no-browser', '--no-restart'], { STNOUPGRADE: '1' })
    const status = (token: string) => stage.ask(`${url}/system/status`, { headers: { 'X-API-Key': token } })
    await stage.until('Syncthing answers', async () => (await status(key)).status === 200)
    const { myID }: { myID: string } = JSON.parse((await status(key)).text)
    const asked = {
      ...asToken,
      ping: get(`${url}/system/status`),
      send: header('X-API-Key'),
      read: { identity: 'myID' },
    }
    const check = http({ ...asked, identity: myID })
    const declared = http({ ...asked, identity: myID, answers: [{ status: 403, means: 'rejected' }] })
    const gui = { headers: { 'X-API-Key': key, 'content-type': 'application/json' } }
    return {
      cases: [
        { state: 'alive', check: declared, secret: key, expected: 'healthy' },
        { state: 'wrong', check: declared, secret: 'wrong-7f3a9c', expected: 'rejected', as: '403 declared' },
        { state: 'wrong', check, secret: 'wrong-7f3a9c', expected: 'unrecognized', as: 'nothing declared' },
        {
          state: 'other_user',
          as: 'the key of another device',
          check: http({ ...asked, identity: 'MFZWI3D-BONSGYC-YLTMRWG-C43ENR5-QXGZDMM-FZWI3DP-BONSGYY-LTMRWAD' }),
          secret: key,
          expected: 'wrong_identity',
        },
        {
          state: 'revoked',
          as: '403 declared',
          check: declared,
          secret: key,
          expected: 'rejected',
          change: async () => {
            await stage.ask(`${url}/config/gui`, { ...gui, method: 'PATCH', body: '{"apiKey":"second-7f3a9c"}' })
            await stage.until('Syncthing has another key', async () => (await status('second-7f3a9c')).status === 200)
          },
        },
      ],
    }
  },
}

/** Keeps Syncthing from everything but its port for the API. */
function offline(config: string, port: number): string {
  const off = ['globalAnnounceEnabled', 'localAnnounceEnabled', 'relaysEnabled', 'natEnabled', 'crashReportingEnabled']
  return off
    .reduce((text, name) => text.replace(`<${name}>true<`, `<${name}>false<`), config)
    .replace(/<address>127\.0\.0\.1:\d+</, `<address>127.0.0.1:${port}<`)
    .replace('<listenAddress>default<', `<listenAddress>tcp://127.0.0.1:${port + 1}<`)
}
