export { TimelineLegend } from './legend.tsx'
export { createScale, foldsIn, readStretch, type Scale, secondsOf, type Stretch, writeStretch } from './scale.ts'
export { type Bar, type Lane, onlyEvents, type Tick, type Timeline } from './timeline.ts'
export { TimelineView, type TimelineViewProps } from './timeline-view.tsx'
