/** Formats that `--report` takes. Stands by itself, so that help loads no reporter. */
export const formats = ['terminal', 'json', 'junit', 'markdown', 'github'] as const
