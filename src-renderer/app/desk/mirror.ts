import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { writeSetting } from '../../components/index.ts'
import { deskQuery } from './desk.ts'
import { useDeskRoom } from './use-desk.ts'

/** Copies from the desk to this browser what must be known before the first word with the core. */
export function useDeskMirror(): void {
  const { data } = useQuery(deskQuery(useDeskRoom()))
  useEffect(() => {
    if (data === undefined) return
    const { display, keys } = data
    writeSetting('theme', display.value.theme)
    writeSetting('time', display.value.times)
    writeSetting('density', display.value.density)
    writeSetting('logs', display.value.logs)
    writeSetting('single_keys', keys.value.single ? 'on' : 'off')
    writeSetting('keys', JSON.stringify(keys.value.changed))
  }, [data])
}
