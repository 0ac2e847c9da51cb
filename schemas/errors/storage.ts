import { z } from 'zod'
import { errorKind } from './define.ts'

export const storageErrors = {
  core_already_running: errorKind({
    status: 409,
    data: z.strictObject({ home: z.string(), pid: z.int().nullable() }),
    sentence: ({ home, pid }) =>
      `Another Interlock${pid === null ? '' : ` (process ${pid})`} already works on ${home}.`,
    remedy: () => 'Use that one, stop it, or choose another data directory with --home.',
  }),
  home_unusable: errorKind({
    status: 500,
    data: z.strictObject({ home: z.string(), reason: z.string() }),
    sentence: ({ home, reason }) => `The data directory ${home} cannot be used: ${reason}.`,
    remedy: () => 'Mend it, or choose another one with --home or INTERLOCK_HOME.',
  }),
  database_damaged: errorKind({
    status: 500,
    data: z.strictObject({ file: z.string(), reason: z.string() }),
    sentence: ({ file, reason }) => `The database ${file} is damaged: ${reason}.`,
    remedy: () =>
      'Stop Interlock and keep a copy of the whole data directory as it is. Then put a backup of it in its place, or start with another one (--home).',
  }),
  schema_newer: errorKind({
    status: 500,
    data: z.strictObject({ found: z.int(), known: z.int() }),
    sentence: ({ found, known }) => `The database has schema version ${found}; this Interlock knows up to ${known}.`,
    remedy: () => 'Start the newer Interlock that wrote it.',
  }),
  schema_changed: errorKind({
    status: 500,
    data: z.strictObject({ version: z.int(), name: z.string() }),
    sentence: ({ version, name }) =>
      `Migration ${version} (${name}) was applied in another form than this Interlock has.`,
    remedy: () => 'Install the Interlock that made this database, or restore a backup.',
  }),
  backup_failed: errorKind({
    status: 507,
    data: z.strictObject({ file: z.string(), reason: z.string() }),
    sentence: ({ file, reason }) =>
      `The database is of an older Interlock, and no copy of it could be made as ${file}: ${reason}.`,
    remedy: () =>
      'Nothing was changed. Free as much disk space as the database takes, or mend the folder, then start again.',
  }),
  migration_failed: errorKind({
    status: 500,
    data: z.strictObject({
      version: z.int(),
      name: z.string(),
      reason: z.string(),
      put_back: z.boolean(),
      backup: z.string().meta({ description: 'Where the copy lies that could not be put back.' }),
    }),
    sentence: ({ version, name, reason }) =>
      `The database could not be brought up to date: migration ${version} (${name}) failed: ${reason}.`,
    remedy: ({ put_back, backup }) =>
      put_back
        ? 'The database was put back as it was before. Start the Interlock that wrote it, and report this.'
        : `The database could not be put back. Stop here, and put the copy ${backup} in its place by hand.`,
  }),
  storage_failed: errorKind({
    status: 507,
    data: z.strictObject({ reason: z.string() }),
    sentence: ({ reason }) => `The database could not be written: ${reason}.`,
    remedy: () => 'Nothing of this action was kept. Free disk space or mend the disk, then try again.',
  }),
  body_gone: errorKind({
    status: 410,
    data: z.strictObject({ id: z.string() }),
    sentence: ({ id }) => `The content ${id} was deleted or is damaged.`,
    remedy: () => 'Its event and hash remain in the ledger.',
  }),
  core_stopping: errorKind({
    status: 503,
    data: z.strictObject({}),
    sentence: () => 'Interlock is stopping.',
    remedy: () => 'Start it again.',
  }),
  export_target_exists: errorKind({
    status: 409,
    data: z.strictObject({ path: z.string() }),
    sentence: ({ path }) => `${path} already exists and is not empty.`,
    remedy: () => 'Choose a new folder.',
  }),
} as const
