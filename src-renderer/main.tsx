// oxlint-disable-next-line import/no-unassigned-import -- it acts by being first
import './app/no-eval.ts'
import { SearchParamError } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import './app/styles.css'
import { Console, followTheme } from './app/console.tsx'
import { createConsoleRouter } from './router.tsx'

followTheme()
const place = document.getElementById('root')
if (!place) throw new Error('The page has no #root.')
createRoot(place, {
  // An address that cannot be read is said on the page; it is no fault of the console's.
  onCaughtError: (error) => {
    if (!(error instanceof SearchParamError)) reportError(error)
  },
}).render(<Console makeRouter={createConsoleRouter} />)
