import { createRoot } from 'react-dom/client'
import '../../app/styles.css'
import { ClockRoom, type CoreClock, KeyRoom, ToastRoom, TooltipRoom } from '../../components/index.ts'
import { Design } from './design.tsx'

/** A clock without a core, for components that tell the time. */
const clock: CoreClock = {
  now: Date.now,
  onTick(tick) {
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  },
}

// An entry of its own, which only `vite` serves: the build begins at index.html, so nothing of this is shipped.
const place = document.getElementById('root')
if (!place) throw new Error('The page has no #root.')
createRoot(place).render(
  <TooltipRoom>
    <ClockRoom clock={clock}>
      <KeyRoom>
        <ToastRoom>
          <Design />
        </ToastRoom>
      </KeyRoom>
    </ClockRoom>
  </TooltipRoom>,
)
