/** Names of the key attributes of the one table: the stack creates it with them, the adapter reads and writes by them. */
export const tableKeys = { partition: 'pk', sort: 'sk' } as const

/** How the partitions of rotations' records begin; the check's key follows. */
export const rotationPartition = 'rotation#'

/** The epoch second after which DynamoDB may drop an item that has one. */
export const timeToLive = 'endsAt'
