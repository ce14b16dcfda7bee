/** A new log line. `at` is when it was written, or when it was read, in epoch milliseconds. */
export type FreshLine = { readonly at: number; readonly text: string }
