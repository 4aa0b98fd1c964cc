import { describe, expect, test } from 'vitest'
import { ContinuousAddresses } from '../../bridge/continuousAddresses.ts'

describe('continuous addresses', () => {
  test('are those configured and declared, and the state; all others are events', () => {
    const addresses = new ContinuousAddresses(['/sensor/*'])
    const page = {}
    addresses.declare(page, ['/anthesis/temperature'])
    expect(addresses.has('/sensor/x')).toBe(true)
    expect(addresses.has('/sensor/x/y')).toBe(false)
    expect(addresses.has('/anthesis/temperature')).toBe(true)
    expect(addresses.has('/anthesis/state/temperature')).toBe(true)
    expect(addresses.has('/anthesis/note/on')).toBe(false)
    addresses.forget(page)
    expect(addresses.has('/anthesis/temperature')).toBe(false)
  })

  test('are no patterns, which may name events too', () => {
    expect(new ContinuousAddresses(['/*']).has('/{a,b}')).toBe(false)
  })

  test('patterns that would take long to hold against every address are not taken', () => {
    const addresses = new ContinuousAddresses([])
    const client = {}
    const slow = `/${'*a'.repeat(499)}x`
    expect(addresses.declare(client, ['/pad/*', slow])).toBe(false)
    expect(addresses.has('/pad/x')).toBe(false)
    const faders = Array.from({ length: 1000 }, (_, i) => `/anthesis/fader/${String(i)}`)
    expect(addresses.declare(client, [...faders, '/pad/*'])).toBe(true)
    expect(addresses.has('/pad/y')).toBe(true)
    expect(addresses.has('/anthesis/fader/999')).toBe(true)
    expect(addresses.has('/anthesis/fader/1000')).toBe(false)
  })

  test('what is longer than any control’s address is an event', () => {
    const addresses = new ContinuousAddresses(['/*'])
    expect(addresses.has(`/${'a'.repeat(255)}`)).toBe(true)
    expect(addresses.has(`/${'a'.repeat(256)}`)).toBe(false)
  })
})
