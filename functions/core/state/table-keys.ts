/**
 * Attribute names of the table that the stack needs to create it: both keys, and the time to live. DynamoDB deletes an item some time
 * after the epoch second in `forget`.
 */
export const tableKeys = { partition: 'pk', sort: 'sk', forget: 'forgetAt' } as const

/**
 * Sparse index of the states with a pending message or transition: only they have its key, the name of their check. One request finds them all, and an
 * empty index costs one read. Each check is a partition of its own, so that no storm of writes meets one partition.
 */
export const pendingIndex = { name: 'pending', key: 'pendingOf' } as const

/** Prefix of the partition with the state of a check; the check's key follows. */
export const statePartition = 'check#'

/** Prefix of the partition with the records of a cadence; its name follows. */
export const cadencePartition = 'cadence#'

/** Prefix of the partition with the note that a credential was valid; its name follows. */
export const workedPartition = 'worked#'

/** Prefix of the partition with the messages of one day that nobody got; the day follows. */
export const shadowPartition = 'shadow#'

/** All conditions share a partition, so that one query reads them. */
export const conditionsPartition = 'conditions'

/** Prefix of the partition with the months of a check's history; its key follows. */
export const historyPartition = 'history#'

/** Prefix of the partition with the last observations of consumers; the check's key follows. */
export const observationPartition = 'consumers#'

/** Prefix of the partition with the dead tokens of a provider; its name follows. */
export const deadPartition = 'dead#'

/** Prefix of the partition with rotation records; the check's key follows. */
export const rotationPartition = 'rotation#'

/** Prefix of the partition with the newest events that a PagerDuty service got. */
export const sentPartition = 'sent#'

/** Key of the experiment lease. The functions read it; the runner of an experiment writes it. */
export const experimentKey = { partition: 'experiment', sort: 'lease' } as const
