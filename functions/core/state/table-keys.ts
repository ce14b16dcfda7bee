/**
 * Names of the attributes of the one table that are known beyond its adapter: the stack creates it with the keys, and DynamoDB forgets
 * items some time after the epoch second in `forget`.
 */
export const tableKeys = { partition: 'pk', sort: 'sk', forget: 'forgetAt' } as const

/** How the partitions begin that hold the state of a check; its key follows. */
export const statePartition = 'check#'

/** All conditions share a partition, so that one query reads them. */
export const conditionsPartition = 'conditions'

/** How the partitions begin that hold what was last seen of consumers; the check's key follows. */
export const observationPartition = 'consumers#'

/** How the partitions of rotations' records begin; the check's key follows. */
export const rotationPartition = 'rotation#'

/** Where the lease of an experiment stands: the functions read it, whoever runs one writes it. */
export const experimentKey = { partition: 'experiment', sort: 'lease' } as const
