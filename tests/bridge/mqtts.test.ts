import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decode } from '../../bridge/osc.ts'
import { hasBroker, openBroker, type Broker } from './broker.ts'
import { folderOf } from './fixture.ts'
import { message, openDatagrams } from './oscPeers.ts'
import { startServer } from './startProcess.ts'

const canTest = hasBroker && spawnSync('openssl', ['version']).status === 0
const PATIENCE = { timeout: 20_000 }
if (!canTest) {
  process.stderr.write('SKIPPED: a broker behind TLS is tested where mosquitto and openssl are.\n')
}

describe.skipIf(!canTest)('a broker whose certificate it signed itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anthesis-tls-'))
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  let broker: Broker
  let words: string[]

  beforeAll(async () => {
    const asked = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
    const names = ['-subj', '/CN=stage', '-addext', 'subjectAltName=IP:127.0.0.1']
    const files = ['-keyout', key, '-out', certificate]
    expect(spawnSync('openssl', [...asked.split(' '), ...names, ...files]).status).toBe(0)
    // A broker that root starts becomes another user.
    chmodSync(folder, 0o755)
    chmodSync(key, 0o644)
    broker = await openBroker(`certfile ${certificate}`, `keyfile ${key}`)
    const site = await folderOf({ 'index.html': '' })
    words = ['--folder', site, '--mqtt', `mqtts://127.0.0.1:${String(broker.port)}`]
  }, 30_000)

  afterAll(async () => {
    await broker.close()
    rmSync(folder, { recursive: true })
  })

  test('is joined by who knows the certificate: what is sent here is heard there', async () => {
    process.env['NODE_EXTRA_CA_CERTS'] = certificate
    const server = await startServer(...words).finally(() => {
      delete process.env['NODE_EXTRA_CA_CERTS']
    })
    const status = async (): Promise<unknown> => (await fetch(`${server.origin}/status`)).json()
    await expect.poll(status, PATIENCE).toMatchObject({ mqtt: { isConnected: true } })
    const elsewhere = await connectAsync(`mqtts://127.0.0.1:${String(broker.port)}`, {
      ca: readFileSync(certificate),
      protocolVersion: 5,
    })
    await elsewhere.subscribeAsync('anthesis/osc/#')
    const heard = new Promise<[string, Buffer]>((resolve) => {
      elsewhere.once('message', (topic, payload) => resolve([topic, payload]))
    })
    const sensor = await openDatagrams(server.oscPort)
    sensor.send(message('/tilt', 'f', 0.5))
    const [topic, payload] = await heard
    expect([topic, decode(payload)]).toEqual(['anthesis/osc/tilt', message('/tilt', 'f', 0.5)])
    expect(server.said.stderr).toBe('')
    sensor.close()
    await elsewhere.endAsync()
    await server.stop()
  }, 40_000)

  test('is refused by all others in one line that says what to do, and the show goes on', async () => {
    const server = await startServer(...words)
    await expect.poll(() => server.said.stderr, PATIENCE).toContain('\n')
    const page = await fetch(server.origin)
    expect(page.status).toBe(200)
    expect(server.said.stderr).toBe(
      `anthesis: The MQTT broker at mqtts://127.0.0.1:${String(broker.port)} is not to be had (its ` +
        'certificate is signed by nobody known here; name the signer’s file in NODE_EXTRA_CA_CERTS); ' +
        'the show goes on here alone, and the other machines are back when it is.\n',
    )
    await server.stop()
  }, 40_000)
})
