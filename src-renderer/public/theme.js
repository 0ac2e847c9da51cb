// The page's policy forbids code made from text, which zod would try for speed while schemas are built. Parts of the console
// are loaded apart, so schemas may be built before its own first line; this runs before all of them.
globalThis.__zod_globalConfig = { jitless: true }

// Before the first paint, so that a chosen theme does not flash the other one. The console itself follows changes.
try {
  const theme = localStorage.getItem('interlock.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage can be switched off in the browser; the theme of the system serves then.
}
