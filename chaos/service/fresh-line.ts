/** Lines that were not there before, with the epoch milliseconds at which they were written, as far as that is known. */
export type FreshLine = { readonly at: number; readonly text: string }
