import { eventIterator, oc } from '@orpc/contract'
import { coreContactSchema, windowNewsSchema } from '../window-news.ts'
import { failsWith } from './base.ts'

const procedure = oc.errors(failsWith('invalid_input', 'input_too_large', 'rate_limited', 'core_stopping'))

/** Between a window of the desktop and the application around it. */
export const windowContract = {
  /** How the core stands, at once and after each change, and what the system brings; one window follows at a time. */
  follow: procedure.output(eventIterator(windowNewsSchema)),
  /** Runs the core in this application, where an attached one is gone. */
  runCoreHere: procedure
    .output(coreContactSchema)
    .errors(
      failsWith(
        'core_already_running',
        'home_unusable',
        'database_damaged',
        'schema_newer',
        'schema_changed',
        'storage_failed',
        'backup_failed',
        'migration_failed',
      ),
    ),
}
