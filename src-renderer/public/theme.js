// Before the first paint, so that a chosen theme does not flash the other one. The console itself follows changes.
try {
  const theme = localStorage.getItem('interlock.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage can be switched off in the browser; the theme of the system serves then.
}
