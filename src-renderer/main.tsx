import './app/no-eval.ts'
import { createRoot } from 'react-dom/client'
import './app/styles.css'
import { Console, followTheme } from './app/console.tsx'

followTheme()
const place = document.getElementById('root')
if (!place) throw new Error('The page has no #root.')
createRoot(place).render(<Console />)
