/** One result of `tokenwatch doctor`. */
export type DoctorFinding = {
  readonly about: string
  readonly state: 'ok' | 'warning' | 'failed'
  /** The result, and the way out of a problem. */
  readonly detail: string
}

export const ok = (about: string, detail: string): DoctorFinding => ({ about, state: 'ok', detail })
export const warning = (about: string, detail: string): DoctorFinding => ({ about, state: 'warning', detail })
export const failed = (about: string, detail: string): DoctorFinding => ({ about, state: 'failed', detail })
