import { app } from 'electron'
import type { Logger } from 'pino'
import type { Updater } from './updates.ts'

/**
 * electron-updater as we use it. It checks what it fetched against the signature of this installation (Windows, macOS) and the
 * digest in the feed; nothing here turns any of that off.
 */
export async function loadUpdater(log: Logger): Promise<Updater> {
  const { default: updates } = await import('electron-updater')
  const { autoUpdater, CancellationToken } = updates
  autoUpdater.logger = null
  autoUpdater.autoDownload = false
  // Installed when it is asked for, and not by the way when the application quits.
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.autoRunAppAfterInstall = true
  autoUpdater.allowDowngrade = false
  autoUpdater.disableWebInstaller = true
  // Each failure also rejects the call it belongs to; without a listener it would end the process.
  autoUpdater.on('error', (error) => log.warn({ err: error }, 'An update failed'))

  return {
    async check({ url, channel }) {
      autoUpdater.setFeedURL({ provider: 'generic', url, channel })
      autoUpdater.allowPrerelease = channel !== 'latest'
      // Setting a channel allows downgrades, which a feed taken over could use.
      autoUpdater.allowDowngrade = false
      const found = await autoUpdater.checkForUpdates()
      return found?.isUpdateAvailable === true ? found.updateInfo.version : undefined
    },
    async download(onPercent, signal) {
      const tell = ({ percent }: { percent: number }) => onPercent(percent)
      const token = new CancellationToken()
      signal.addEventListener('abort', () => token.cancel(), { once: true })
      autoUpdater.on('download-progress', tell)
      try {
        await autoUpdater.downloadUpdate(token)
      } finally {
        autoUpdater.off('download-progress', tell)
      }
    },
    install() {
      // The new version would meet our lock and end at once.
      app.releaseSingleInstanceLock()
      // It tells of an installer that does not start by this event alone, and everything here is closed already.
      autoUpdater.once('error', () => app.exit(1))
      autoUpdater.quitAndInstall(false, true)
    },
  }
}
