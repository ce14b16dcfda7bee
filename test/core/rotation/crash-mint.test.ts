import { kinds } from '../../support/rotation-kinds.ts'
import { locksNobodyOut } from './crash-assertions.ts'

locksNobodyOut([kinds.refreshStatic, kinds.clientCredentials, kinds.derived])
