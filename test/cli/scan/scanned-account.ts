import { setTimeout as pause } from 'node:timers/promises'
import type { CommandResult } from '../../../cli/framework/command-result.ts'
import type { ScanOptions } from '../../../cli/scan/scan-options.ts'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'
import { runScan } from '../../../cli/scan.ts'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import { type Aws, startAws } from '../../../local/aws/aws.ts'
import type { MixedSecret } from '../recognition/mixed-account.ts'
import { type ProviderLab, startProviderLab } from './provider-lab.ts'
import { type MemoryTerminal, memoryTerminal } from './scan-terminal.ts'

/** A finished scan in a test. */
export type RanScan = { readonly result: CommandResult; readonly report: ScanReport; readonly terminal: MemoryTerminal }

/** The lab's account and the lab's providers, with a clock that a test moves. */
export type ScannedAccount = {
  readonly aws: Aws
  readonly lab: ProviderLab
  /** Sets the clock of the account and of the scan, in epoch milliseconds. */
  readonly setNow: (at: number) => void
  readonly fill: (secrets: readonly MixedSecret[]) => void
  run(
    options?: ScanOptions,
    given?: {
      readonly answers?: readonly string[]
      readonly signal?: AbortSignal
      readonly network?: Network
      /** Clock of the scan alone; without it the account's, and no sleep takes time. */
      readonly clock?: { readonly now: () => number; readonly sleep: (milliseconds: number) => Promise<void> }
    },
  ): Promise<RanScan>
  close(): Promise<void>
}

const largestBytes = 65_536

/** Starts both labs. The AWS clients of a scan find them by the variables of this process, as they find AWS. */
export async function startScannedAccount(): Promise<ScannedAccount> {
  let now = Date.now()
  const aws = await startAws({ invokeRotation: async () => {}, now: () => now })
  const lab = await startProviderLab()
  const environment = aws.environment('operator')
  Object.assign(process.env, environment)
  return {
    aws,
    lab,
    setNow: (at) => {
      now = at
    },
    fill(secrets) {
      for (const { name, value, tags = {} } of secrets)
        if (typeof value !== 'string') aws.secretsManager.putBinary(name, value)
        else if (value !== '' && Buffer.byteLength(value) <= largestBytes) aws.secretsManager.put(name, value, { tags })
    },
    async run(
      options = {},
      { answers = [], signal = new AbortController().signal, network = lab.network, clock } = {},
    ) {
      const terminal = memoryTerminal(environment, answers)
      const sleep = () => pause(0)
      const world = { network, now: () => now, sleep, ...clock, signal, terminal }
      const result = await runScan(options, world)
      // The report is the data of every scan that ends.
      return { result, report: result.data as ScanReport, terminal }
    },
    async close() {
      await lab.close()
      await aws.close()
    },
  }
}
