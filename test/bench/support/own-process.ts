/**
 * Runs one bench in a process of its own, so that no other bench's memory or compiled code is in its figures. It leads a process
 * group, and ends the group if its parent exits.
 */
import { benches, isBench } from './benches.ts'

process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
const name = process.argv[2] ?? ''
if (!isBench(name)) throw new Error(`no bench named ${name}`)
const { run } = await benches[name].load()
process.send?.(await run())
