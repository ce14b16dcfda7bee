import type { ExperimentLease } from '../../functions/core/model/experiment.ts'
import type { LabFault } from '../../functions/status-page/facts.ts'
import type { StoryFault } from '../../local/stories/faults.ts'
import { CommandFailure } from '../framework/failure.ts'

/** A fault ends by itself after this time, if nobody has stopped it. */
const faultLeaseMs = 120_000

/** Faults of the lab with what each of them does now. */
export type LabFaults = {
  list(): readonly LabFault[]
  act(id: string, act: 'inject' | 'stop'): Promise<void>
  /** Ends every fault. */
  close(): Promise<void>
}

/** A lease goes on for this long after its last fault, so that the recovery is marked too. */
const recoveryMs = 60_000

/** Announces to the monitor of the lab what is broken on purpose. */
export type AnnounceFault = (lease: ExperimentLease) => Promise<void>

type Injected = { readonly end: () => Promise<void>; readonly timer: NodeJS.Timeout }

/** Opens the faults. Injecting one that is injected, or stopping one that is not, changes nothing. */
export function openLabFaults(faults: readonly StoryFault[], announce: AnnounceFault, changed: () => void): LabFaults {
  const shown = new Map<string, LabFault>(faults.map((fault) => [fault.id, notInjected(fault)]))
  const injected = new Map<string, Injected>()
  const change = (id: string, parts: Partial<LabFault>) => {
    const before = shown.get(id)
    if (before !== undefined) shown.set(id, { ...before, ...parts })
    changed()
  }
  const here = () => [...injected.keys()]
  /** Returns the end of the fault that ends last; now, if none is injected. */
  const lastEnd = () => Math.max(Date.now(), ...here().map((id) => shown.get(id)?.endsAt ?? 0))
  /** One lease stands for all faults, because the monitor knows one at a time. */
  function leaseOf(ids: readonly string[], until: number): ExperimentLease {
    const broken = faults.filter(({ id }) => ids.includes(id))
    const checks = [...new Set(broken.flatMap((fault) => fault.checks))]
    return { runId: `lab: ${broken.map(({ id }) => id).join(', ')}`, checks, until }
  }
  async function inject({ id, inject: begin }: StoryFault): Promise<void> {
    const at = Date.now()
    await announce(leaseOf([...here(), id], at + faultLeaseMs + recoveryMs))
    const timer = setTimeout(() => void stop(id), faultLeaseMs)
    timer.unref()
    injected.set(id, { end: await begin(), timer })
    change(id, { injectedAt: at, endsAt: at + faultLeaseMs, stoppedAt: null })
  }
  async function stop(id: string): Promise<void> {
    const found = injected.get(id)
    if (found === undefined) return
    injected.delete(id)
    clearTimeout(found.timer)
    await found.end()
    await announce(leaseOf([...here(), id], lastEnd() + recoveryMs))
    change(id, { endsAt: null, stoppedAt: Date.now() })
  }
  return {
    list: () => [...shown.values()],
    async act(id, act) {
      const fault = faults.find((one) => one.id === id)
      if (fault === undefined) throw new CommandFailure('no_match', 'the lab has no fault of this name')
      if (act === 'stop') await stop(id)
      else if (!injected.has(id)) await inject(fault)
    },
    close: async () => void (await Promise.all([...injected.keys()].map(stop))),
  }
}

const notInjected = ({ id, title, expected, checks }: StoryFault): LabFault => ({
  id,
  title,
  expected,
  checks,
  injectedAt: null,
  endsAt: null,
  stoppedAt: null,
})
