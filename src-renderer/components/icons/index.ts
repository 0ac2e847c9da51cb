export { type Icon, type IconProps } from './icon.tsx'
export * from './states.tsx'
export * from './signs.tsx'
