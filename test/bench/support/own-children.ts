import { readdir, readFile } from 'node:fs/promises'

/** Memory and CPU time of a child process so far, as Linux counts them. */
export type ChildUse = { readonly pid: number; readonly peakMib: number; readonly cpuMs: number }

/** Ticks of the clock in a second that Linux shows to programs. */
const ticksPerSecond = 100

/** Returns the use of each child of this process that runs a function of the lab. Empty where there is no `/proc`. */
export async function childrenOf(functionName: string): Promise<readonly ChildUse[]> {
  const pids = await readdir('/proc').catch(() => [])
  const uses = await Promise.all(pids.filter((pid) => /^\d+$/.test(pid)).map((pid) => useOf(pid, functionName)))
  return uses.filter((use) => use !== null)
}

/** A process may end while it is read. */
async function useOf(pid: string, functionName: string): Promise<ChildUse | null> {
  try {
    const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8')
    const [status, stat, environment] = await Promise.all([read('status'), read('stat'), read('environ')])
    const isOurs = status.includes(`\nPPid:\t${process.pid}\n`)
    const named = environment.split('\0').find((line) => line.startsWith('AWS_LAMBDA_FUNCTION_NAME='))
    if (!isOurs || !named?.toLowerCase().includes(functionName)) return null
    const [, peakKib = '0'] = /^VmHWM:\s+(\d+)/m.exec(status) ?? []
    // The name of the process, in brackets, may hold spaces. The fields after it are counted from the state.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return { pid: Number(pid), peakMib: Number(peakKib) / 1_024, cpuMs: (ticks * 1_000) / ticksPerSecond }
  } catch {
    return null
  }
}
