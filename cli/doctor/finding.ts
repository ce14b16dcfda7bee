/** One thing that the doctor looked at. */
export type Finding = {
  readonly about: string
  readonly state: 'ok' | 'warning' | 'failed'
  /** What was found, and the way out where it is not well. */
  readonly detail: string
}

export const ok = (about: string, detail: string): Finding => ({ about, state: 'ok', detail })
export const warning = (about: string, detail: string): Finding => ({ about, state: 'warning', detail })
export const failed = (about: string, detail: string): Finding => ({ about, state: 'failed', detail })
