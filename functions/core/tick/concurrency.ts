/** Probes at once in one batch: over all hosts, and to any one of them. */
export const concurrency = { total: 64, perHost: 8 }
