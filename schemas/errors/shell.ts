import { z } from 'zod'
import { errorKind } from './define.ts'

export const shellErrors = {
  desktop_settings_unusable: errorKind({
    status: 409,
    data: z.strictObject({ file: z.string(), reason: z.string() }),
    sentence: ({ file, reason }) => `The settings of the desktop in ${file} cannot be used: ${reason}`,
    remedy: () =>
      'Nothing was written over it, and the usual settings are in force. Mend the file, or put it aside under Settings › Desktop; it is kept.',
  }),
  desktop_settings_unwritable: errorKind({
    status: 507,
    data: z.strictObject({ file: z.string(), reason: z.string() }),
    sentence: ({ file, reason }) => `The settings of the desktop could not be written to ${file}: ${reason}.`,
    remedy: () => 'They are as they were. Free disk space or mend the disk, then try again.',
  }),
  plain_text_not_accepted: errorKind({
    status: 403,
    data: z.strictObject({ words: z.string() }),
    sentence: () => 'These are not the words that accept a key kept as plain text.',
    remedy: ({ words }) => `Type them as they stand there: ${words}`,
  }),
  update_impossible: errorKind({
    status: 409,
    data: z.strictObject({ reason: z.string(), remedy: z.string() }),
    sentence: ({ reason }) => `There is nothing to do about updates: ${reason}.`,
    remedy: ({ remedy }) => remedy,
  }),
  folder_not_shown: errorKind({
    status: 409,
    data: z.strictObject({ path: z.string(), reason: z.string() }),
    sentence: ({ path, reason }) => `The system did not show ${path}: ${reason}.`,
    remedy: () => 'Open it with a file manager of your own.',
  }),
  login_item_failed: errorKind({
    status: 409,
    data: z.strictObject({ reason: z.string() }),
    sentence: ({ reason }) => `The system was not told to start Interlock at login: ${reason}.`,
    remedy: () => 'The setting is as it was. Add Interlock to the programs your session starts by hand.',
  }),
} as const
