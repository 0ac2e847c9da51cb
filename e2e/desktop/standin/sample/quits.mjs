import { app } from 'electron'

// Forgets to return after it was told to end.
app.quit()
console.log('went on')
void app.whenReady().then(() => console.log('began work'))
