import pLimit from 'p-limit'

/** Limits concurrent tasks in all and for each host, so that no API sees a burst. `null` counts for no host. */
export type HostLimits = { run<Result>(host: string | null, task: () => Promise<Result>): Promise<Result> }

export function hostLimits({ total, perHost }: { total: number; perHost: number }): HostLimits {
  const everything = pLimit(total)
  const hosts = new Map<string, ReturnType<typeof pLimit>>()
  const limitOf = (host: string) => {
    const limit = hosts.get(host) ?? pLimit(perHost)
    hosts.set(host, limit)
    return limit
  }
  return {
    run: (host, task) => (host === null ? everything(task) : limitOf(host)(() => everything(task))),
  }
}
