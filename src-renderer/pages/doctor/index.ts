import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { DoctorIcon } from '../../components/index.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/doctor',
  component: lazyRouteComponent(() => import('./doctor-page.tsx'), 'DoctorPage'),
  validateSearch: z.object({
    check: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .optional(),
  }),
})

export const doctorPage = {
  route,
  rail: {
    group: 'Proof',
    label: 'Doctor',
    path: '/doctor',
    icon: DoctorIcon,
    key: 'd',
    words: 'health checks problems workers disk memory',
  },
} as const satisfies PageRecord
