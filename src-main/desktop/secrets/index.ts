export { createDesktopSecrets, type DesktopSecrets } from './safe-storage.ts'
