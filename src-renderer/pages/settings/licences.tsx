import { useQuery } from '@tanstack/react-query'
import { ScrollRegion, Skeleton } from '../../components/index.ts'

/** Whose work is in this installation, and under which licences; loaded when somebody looks. */
export function Licences() {
  const { data: text } = useQuery({
    queryKey: ['licences'],
    queryFn: async () => (await import('@licences/THIRD-PARTY-NOTICES.txt?raw')).default,
    staleTime: Infinity,
  })
  if (text === undefined) return <Skeleton rows={8} />
  return (
    <ScrollRegion label="Licences of others’ work" className="max-h-[32rem] rounded-sm bg-sunken p-3">
      <pre className="font-mono text-meta whitespace-pre-wrap">{text}</pre>
    </ScrollRegion>
  )
}
