import type { Context } from 'hono'
import type { PagePart } from '../../functions/status-page/html/shell.ts'
import type { StatusView } from '../../functions/status-page/view.ts'

/** Tools that the routes of a console share. */
export type Site = {
  /** Made anew at each start: only forms of this start may act. */
  readonly secret: string
  readonly start: string
  view(maxAgeMs?: number): Promise<StatusView | null>
  answer(context: Context, part: PagePart, status?: 200 | 400 | 403 | 404 | 409 | 500): Promise<Response>
}
