import { oc } from '@orpc/contract'
import { z } from 'zod'
import {
  desktopChangeSchema,
  desktopSettingsViewSchema,
  ownFolderSchema,
  secretsBackendSchema,
  shellInfoSchema,
  updateStateSchema,
} from '../shell.ts'
import { failsWith, INPUT_FAILURES } from './base.ts'
import { windowContract } from './window.ts'

const procedure = oc.errors(failsWith(...INPUT_FAILURES, 'rate_limited', 'core_stopping'))

const writing = failsWith('desktop_settings_unusable', 'desktop_settings_unwritable', 'login_item_failed')

/**
 * What only the shell of a window knows and does. Served over a port of its own, to windows of the desktop alone: no browser
 * and no script ever reaches it.
 */
export const shellContract = {
  shell: {
    info: procedure.output(shellInfoSchema),
    /** Shows a folder of Interlock in the file manager of the system. */
    reveal: procedure
      .input(z.strictObject({ folder: ownFolderSchema }))
      .output(z.strictObject({ path: z.string() }))
      .errors(failsWith('folder_not_shown')),
    openLogs: procedure.output(z.strictObject({ path: z.string() })).errors(failsWith('folder_not_shown')),
  },
  settings: {
    get: procedure.output(desktopSettingsViewSchema),
    /** Changes what is named, and nothing else. */
    put: procedure.input(desktopChangeSchema).output(desktopSettingsViewSchema).errors(writing),
    /** Puts a file aside that cannot be used, and begins anew. */
    startOver: procedure
      .output(z.strictObject({ view: desktopSettingsViewSchema, kept: z.string().nullable() }))
      .errors(writing),
  },
  secrets: {
    /** Lets a key be kept as plain text where the system has nothing better; in words, so that nobody does it in passing. */
    acceptPlainText: procedure
      .input(z.strictObject({ words: z.string().max(200) }))
      .output(secretsBackendSchema)
      .errors({ ...writing, ...failsWith('plain_text_not_accepted') }),
    /** Takes that back: what was kept so opens no more by itself, until it is accepted again. */
    refusePlainText: procedure.output(secretsBackendSchema).errors(writing),
  },
  updates: {
    state: procedure.output(updateStateSchema),
    check: procedure.output(updateStateSchema).errors(failsWith('update_impossible')),
    /** Installs what is staged as soon as no run goes on; nothing new starts meanwhile. */
    install: procedure.output(updateStateSchema).errors(failsWith('update_impossible')),
    /** Takes `install` back while it still waits. */
    wait: procedure.output(updateStateSchema),
  },
  window: windowContract,
}

/** Spelt out by name, as `Contract` is. */
export type ShellContract = typeof shellContract
