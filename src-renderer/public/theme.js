// Before the first paint, so that a chosen theme does not flash the other one. The console itself follows changes.
var theme = localStorage.getItem('interlock.theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
