export { Chart, type ChartProps } from './chart.tsx'
export { ChartCard } from './chart-card.tsx'
export type { ChartBucket, ChartData, ChartSeries } from './model.ts'
export { RankedBars, type RankedRow } from './ranked-bars.tsx'
