/** One thing that the doctor looked at. */
export type DoctorFinding = {
  readonly about: string
  readonly state: 'ok' | 'warning' | 'failed'
  /** What was found, and the way out where it is not well. */
  readonly detail: string
}

export const ok = (about: string, detail: string): DoctorFinding => ({ about, state: 'ok', detail })
export const warning = (about: string, detail: string): DoctorFinding => ({ about, state: 'warning', detail })
export const failed = (about: string, detail: string): DoctorFinding => ({ about, state: 'failed', detail })
