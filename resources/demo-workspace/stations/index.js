import { readFileSync } from 'node:fs'

export const kestrelPoint = read('kestrel-point')
export const sandwickHarbour = read('sandwick-harbour')

function read(name) {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))
}
