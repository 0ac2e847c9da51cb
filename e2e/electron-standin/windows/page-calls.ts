import type { CdpSession } from '../chromium/index.ts'
import { nativeTheme } from '../system/native-theme.ts'

/** The value of an expression in the page's own world. @throws Error with what the page threw */
export async function evaluate(cdp: CdpSession, expression: string): Promise<unknown> {
  const { result, exceptionDetails: failure } = await cdp.send<{
    result: { value?: unknown }
    exceptionDetails?: { text: string; exception?: { description?: string } }
  }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true })
  if (failure) throw new Error(failure.exception?.description ?? failure.text)
  return result.value
}

/** Keeps the page in the look that `nativeTheme` says. */
export async function followTheme(cdp: CdpSession): Promise<void> {
  const show = () => {
    const value = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
    return cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
  }
  // A page that goes away needs no look.
  nativeTheme.on('updated', () => void show().catch(() => {}))
  await show()
}
