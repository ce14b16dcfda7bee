/** A process with one hostile server, so that its own work is not counted as the probe's. Sends its address, then ends with its parent. */
import { startHostileServer } from '../../support/hostile-server.ts'
import { rowAt } from './rows.ts'

const [, , index = '', elsewhere = ''] = process.argv
const server = await startHostileServer(rowAt(Number(index)).script(elsewhere))
process.send?.(server.url)
process.once('disconnect', () => process.exit())
