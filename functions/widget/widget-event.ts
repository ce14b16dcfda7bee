import { fieldOf } from '../core/model/field-of.ts'
import type { WidgetTheme } from '../status-page/html/widget.ts'

/** The parts of CloudWatch's event that the widget uses. It takes no parameter. */
export type WidgetEvent = {
  /** True if CloudWatch asks what the widget is. */
  readonly isQuestion: boolean
  readonly theme: WidgetTheme
}

/** Reads an event (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html). Anything else is a look. */
export function parseWidgetEvent(event: unknown): WidgetEvent {
  const theme = fieldOf(fieldOf(event, 'widgetContext'), 'theme')
  return { isQuestion: fieldOf(event, 'describe') === true, theme: theme === 'dark' ? 'dark' : 'light' }
}
