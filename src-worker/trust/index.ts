export { runTrustHost } from './host.ts'
