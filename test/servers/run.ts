/** `npm run test:servers [-- names...]`: judges credentials of real servers, which it installs into a folder of its own. */
import { installDebian, updateDebian } from './install/debian.ts'
import { installedNpm, installLocked } from './install/npm.ts'
import { playServer } from './play.ts'
import { servers } from './products.ts'
import type { RealServer } from './server.ts'
import { faultsOfRun, type PlayedServer, tableOf } from './table.ts'

const print = (text: string) => process.stdout.write(`${text}\n`)
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

function install({ origin }: RealServer) {
  return 'npm' in origin ? installedNpm(origin.npm) : installDebian(origin.debian)
}

async function playOne(server: RealServer): Promise<PlayedServer> {
  try {
    return await playServer(server, install(server))
  } catch (error) {
    return { server, version: null, rows: [], failure: wordsOf(error) }
  }
}

const wanted = process.argv.slice(2)
const chosen = servers.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
for (const prepare of [updateDebian, installLocked]) {
  try {
    prepare()
  } catch (error) {
    print(wordsOf(error))
  }
}
const played: PlayedServer[] = []
for (const server of chosen) played.push(await playOne(server))
print(tableOf(played))
const faults = faultsOfRun(played)
if (faults.length > 0) {
  print(`\n${faults.join('\n')}`)
  process.exitCode = 1
} else print(`\n${played.length} servers passed.`)
