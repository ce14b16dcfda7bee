export type LogLine = { readonly atMs: number; readonly text: string }
