/** Names of the key attributes of the one table: the stack creates it with them, the adapter reads and writes by them. */
export const tableKeys = { partition: 'pk', sort: 'sk' } as const

/** Where the lease of an experiment stands: the functions read it, whoever runs one writes it. */
export const experimentKey = { partition: 'experiment', sort: 'lease' } as const
