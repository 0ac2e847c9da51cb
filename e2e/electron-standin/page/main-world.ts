/**
 * What the page itself sees differently: `window.open` and links to a new window ask main, and get no window. Put into the page as
 * text, so it uses nothing from outside itself.
 */
export function mainWorld(binding: string): void {
  if (window !== window.top) return
  const world = globalThis as unknown as Record<string, (text: string) => void>
  const say = world[binding]
  delete world[binding]

  function open(url: string, frameName: string, features: string): null {
    say?.(JSON.stringify({ is: 'open', url: new URL(url, document.baseURI).href, frameName, features }))
    return null
  }

  window.open = (url = 'about:blank', name = '', features = '') => open(String(url), name, features)
  window.addEventListener('click', (event) => {
    const link = event.composedPath().find((part) => part instanceof HTMLAnchorElement)
    if (link === undefined || link.target !== '_blank' || link.href === '' || event.defaultPrevented) return
    event.preventDefault()
    open(link.href, '_blank', '')
  })
}
