// Before the first paint, so that a chosen theme does not flash the other one. The console itself follows changes.
const theme = localStorage.getItem('interlock.theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
