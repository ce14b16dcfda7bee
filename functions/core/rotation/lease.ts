/** Time for one exchange and its first save. Until it has passed, the run that claimed may still be at work. */
export const leaseMs = 15_000
