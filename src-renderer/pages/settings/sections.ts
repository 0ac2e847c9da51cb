/** Sections of the settings, in their order; the id is part of the address. */
export const SETTINGS_SECTIONS = [
  { id: 'display', label: 'Display', words: 'theme dark light times utc density rows' },
  { id: 'keys', label: 'Keys', words: 'keyboard shortcuts' },
  { id: 'workspaces', label: 'Workspaces', words: 'folders add remove toolchains sandbox nvm cargo' },
  { id: 'secrets', label: 'Secrets', words: 'tokens passwords keys passphrase keyring unlock lock' },
  { id: 'api-keys', label: 'API keys', words: 'tokens rights agents scripts rest bearer revoke' },
  { id: 'trust', label: 'Trust', words: 'providers identity authorization proof keys refused' },
  { id: 'desktop', label: 'Desktop', words: 'tray close login shortcut battery updates keyring notifications' },
  { id: 'data', label: 'Data', words: 'home disk export evidence import dali' },
  { id: 'about', label: 'About', words: 'version licences' },
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]['id']

/** The sections there are here: that of the desktop only in its own window. */
export function sectionsHere(isDesktop: boolean) {
  return SETTINGS_SECTIONS.filter(({ id }) => isDesktop || id !== 'desktop')
}
