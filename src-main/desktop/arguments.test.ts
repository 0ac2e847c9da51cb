import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { givenArguments, parseArguments } from './arguments.ts'

describe('a start', () => {
  it('takes a data directory, links and files, and passes over the switches of Chromium', () => {
    const given = ['--no-sandbox', '--home', './data', 'interlock://job/a', 'job.json', '--hidden', '--lang=de']
    expect(parseArguments(given, '/srv')).toEqual({
      cli: undefined,
      home: '/srv/data',
      hidden: true,
      toOpen: ['interlock://job/a', '/srv/job.json'],
    })
    expect(parseArguments(['--home=/data'], '/srv')).toMatchObject({ home: '/data', toOpen: [] })
  })

  it('takes files as file managers name them, and looks for none on another machine', () => {
    const given = ['file:///home/a/my%20job.json', 'file://elsewhere/share/job.json', 'file:///a%2Fb']
    expect(parseArguments(given, '/srv').toOpen).toEqual(['/home/a/my job.json', ...given.slice(1)])
  })

  it('is a command line where its first word is cli, with all its arguments as they are', () => {
    expect(parseArguments(['cli', 'jobs', 'list', '--home', 'x'], '/srv').cli).toEqual(['jobs', 'list', '--home', 'x'])
    expect(parseArguments(['--no-sandbox', 'cli', 'status'], '/srv').cli).toEqual(['status'])
    expect(parseArguments(['--home', 'cli'], '/srv').cli).toBeUndefined()
  })

  it('is one behind the word that ends the switches of Chromium, as every launcher writes it', () => {
    const given = ['--ozone-platform=headless', '--disable-gpu', '--', 'cli', 'jobs', '--gpu-launcher=x']
    expect(parseArguments(given, '/srv').cli).toEqual(['jobs', '--gpu-launcher=x'])
    const resources = join(import.meta.dirname, '..', '..', 'resources')
    for (const launcher of ['linux/interlock', 'mac/interlock', 'win/interlock.cmd'])
      expect(readFileSync(join(resources, launcher), 'utf8')).toMatch(/ -- cli ("\$@"|%\*)/)
  })

  it('opens a bounded number of things', () => {
    expect(
      parseArguments(
        Array.from({ length: 100 }, () => 'a.json'),
        '/',
      ).toOpen,
    ).toHaveLength(20)
  })
})

describe('what was given', () => {
  it('begins after the program, and of an unpackaged one after its folder', () => {
    expect(givenArguments(['Interlock', 'cli', 'status'], true)).toEqual(['cli', 'status'])
    expect(givenArguments(['electron', '/opt/checkout', '--home', 'x'], false)).toEqual(['--home', 'x'])
    expect(givenArguments(['electron', '--inspect=0', '/opt/checkout', 'cli'], false)).toEqual(['cli'])
  })
})
