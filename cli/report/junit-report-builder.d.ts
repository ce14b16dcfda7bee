// The types of version 5.1.2 name a default export. The CommonJS file that Node loads exports the builder itself.
declare module 'junit-report-builder' {
  import type { JUnitReportBuilder } from 'junit-report-builder/dist/builder.js'

  const builder: JUnitReportBuilder
  export = builder
}
