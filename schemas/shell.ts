import { z } from 'zod'
import { acceleratorSchema } from './accelerator.ts'
import { powerSchema } from './power.ts'

/** Where updates are looked for. Over plain HTTP anybody on the way could hold one back; this machine is not on the way. */
export const updateFeedSchema = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((url) => isSafeFeed(url), { params: { rule: 'https' } })
  .meta({ description: 'Folder with the description of the newest version (`latest.yml`), over HTTPS.' })

function isSafeFeed(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false
  return parsed.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname)
}

/** When jobs that may wait do: never, while the system saves energy, or whenever there is no mains. */
export const batteryPolicySchema = z.enum(['never', 'saver', 'battery'])
export type BatteryPolicy = z.infer<typeof batteryPolicySchema>

/** The words that accept a key kept as plain text; they have to be typed. */
export const PLAIN_TEXT_WORDS = 'Keep the key of my secrets as plain text'

/** What the operator has settled for the desktop application on this machine. `desktop.json` of the data directory. */
export const desktopSettingsSchema = z
  .strictObject({
    on_close: z.enum(['ask', 'keep', 'quit']).default('ask').meta({
      description: 'What closing the window does: asks once, keeps Interlock working in the background, or quits.',
    }),
    open_at_login: z.enum(['no', 'shown', 'hidden']).default('no'),
    kill_shortcut: acceleratorSchema.nullable().default('CommandOrControl+Alt+Shift+K').meta({
      description: 'Engages the kill switch in whatever program one is; null for none.',
    }),
    focus_on_approval: z.boolean().default(false).meta({
      description: 'Whether a request for approval brings the window to the front.',
    }),
    notifications: z.boolean().default(true),
    battery: batteryPolicySchema.default('saver').meta({ description: 'When jobs that may wait do.' }),
    updates: z
      .strictObject({
        on: z.boolean().default(false),
        feed: updateFeedSchema.nullable().default(null),
        channel: z.enum(['latest', 'beta']).default('latest'),
      })
      .prefault({}),
    plain_text: z
      .strictObject({ words: z.literal(PLAIN_TEXT_WORDS), at: z.iso.datetime() })
      .nullable()
      .default(null)
      .meta({ description: 'The words with which the operator accepted a key kept as plain text.' }),
  })
  .meta({ id: 'DesktopSettings' })
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>

/** What of them a window may change; plain text is accepted in words only. */
export const desktopChangeSchema = z.strictObject({
  on_close: desktopSettingsSchema.shape.on_close.unwrap().optional(),
  open_at_login: desktopSettingsSchema.shape.open_at_login.unwrap().optional(),
  kill_shortcut: acceleratorSchema.nullable().optional(),
  focus_on_approval: z.boolean().optional(),
  notifications: z.boolean().optional(),
  battery: batteryPolicySchema.optional(),
  updates: z
    .strictObject({
      on: z.boolean().optional(),
      feed: updateFeedSchema.nullable().optional(),
      channel: z.enum(['latest', 'beta']).optional(),
    })
    .optional(),
})
export type DesktopChange = z.infer<typeof desktopChangeSchema>

const problemSchema = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() })

export const desktopSettingsViewSchema = z
  .strictObject({
    settings: desktopSettingsSchema,
    file: z.string(),
    problem: problemSchema.nullable().meta({
      description: 'Why the file is not used; the usual settings stand in its place and nothing is written over it.',
    }),
    shortcut: z.enum(['set', 'none', 'taken']).meta({
      description: 'Whether the shortcut works: the system may have given it to another program.',
    }),
    login: z.enum(['as_set', 'differs', 'unsupported']).meta({
      description: 'Whether the system starts Interlock at login as the setting says.',
    }),
  })
  .meta({ id: 'DesktopSettingsView' })
export type DesktopSettingsView = z.infer<typeof desktopSettingsViewSchema>

/** What keeps keys for the desktop: the system's own store, or nothing better than a file. */
export const secretsBackendSchema = z.strictObject({
  name: z.enum(['keychain', 'dpapi', 'gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6', 'basic_text', 'unknown']),
  state: z.enum(['protects', 'plain_text', 'unavailable']).meta({
    description: '`plain_text`: it would keep a key readable for whoever reads the files of this user.',
  }),
  accepted_at: z.iso
    .datetime()
    .nullable()
    .meta({ description: 'When plain text was accepted; null where it was not.' }),
})
export type SecretsBackend = z.infer<typeof secretsBackendSchema>

/** What this window's application is and where it runs. */
export const shellInfoSchema = z
  .strictObject({
    version: z.string(),
    electron: z.string(),
    chromium: z.string(),
    node: z.string(),
    platform: z.enum(['linux', 'darwin', 'win32', 'other']),
    packaged: z.boolean(),
    core: z.enum(['own', 'attached']).meta({ description: 'Its own core, or one that runs as a service.' }),
    home: z.string(),
    tray: z.boolean().meta({ description: 'Whether an icon was made. The system may still show none.' }),
    display: z.enum(['x11', 'wayland', 'native', 'unknown']),
    power: powerSchema.nullable(),
    secrets: secretsBackendSchema,
  })
  .meta({ id: 'ShellInfo' })
export type ShellInfo = z.infer<typeof shellInfoSchema>

const versionSchema = z.string().max(64)

/** How an update stands. Nothing is installed while work runs. */
export const updateStateSchema = z
  .discriminatedUnion('state', [
    z.strictObject({ state: z.literal('off') }),
    z.strictObject({
      state: z.literal('unsupported'),
      why: z.enum(['not_packaged', 'system_package', 'portable', 'unsigned']),
    }),
    z.strictObject({ state: z.literal('idle'), checked_at: z.iso.datetime().nullable() }),
    z.strictObject({ state: z.literal('checking') }),
    z.strictObject({ state: z.literal('downloading'), version: versionSchema, percent: z.int().min(0).max(100) }),
    z.strictObject({
      state: z.literal('staged'),
      version: versionSchema,
      waits_for: z.int().min(0).meta({ description: 'Runs that go on; it is installed when there is none.' }),
      asked: z.boolean().meta({ description: 'It is installed as soon as no run goes on.' }),
    }),
    z.strictObject({ state: z.literal('installing'), version: versionSchema }),
    z.strictObject({ state: z.literal('failed'), message: z.string(), at: z.iso.datetime() }),
  ])
  .meta({ id: 'UpdateState' })
export type UpdateState = z.infer<typeof updateStateSchema>

/** Folders of Interlock's own that can be shown in the system's file manager. */
export const ownFolderSchema = z.enum(['home', 'logs', 'exports', 'backups', 'spool'])
export type OwnFolder = z.infer<typeof ownFolderSchema>
