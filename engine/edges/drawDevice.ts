import { WebGPURenderer } from 'three/webgpu'

/** A renderer on the best graphics there are. Thread: draw worker, or main where that cannot draw. */
export interface DrawDevice {
  readonly renderer: WebGPURenderer
  readonly backend: 'webgpu' | 'webgl2'
  /** Drawn by the processor: pictures are kept small. */
  readonly software: boolean
  /** null under WebGL2. */
  readonly gpu: GPUDevice | null
  /** Resolves with the reason when it is lost, not when it is closed. */
  readonly lost: Promise<string>
  close(): void
}

type Canvas = HTMLCanvasElement | OffscreenCanvas

/**
 * @throws when there is neither WebGPU nor WebGL2
 */
export async function openDrawDevice(
  canvas: Canvas,
  wanted: 'best' | 'webgl2',
): Promise<DrawDevice> {
  const found = wanted === 'best' ? await requestGpu() : null
  return found === null ? openWebGl(canvas) : openWebGpu(canvas, found)
}

interface Gpu {
  readonly device: GPUDevice
  readonly software: boolean
}

async function requestGpu(): Promise<Gpu | null> {
  // The types promise what older browsers do not have.
  const { gpu } = navigator as Partial<Navigator>
  const adapter = (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null
  if (adapter === null) return null
  const limits: Record<string, number> = {}
  for (const name in adapter.limits) {
    const value: unknown = Reflect.get(adapter.limits, name)
    if (typeof value === 'number') limits[name] = value
  }
  const features = [...adapter.features].filter((name) => !name.includes('experimental'))
  // Everything the adapter has, because networks are to run on this same device.
  const device = await adapter
    .requestDevice({ requiredFeatures: features as GPUFeatureName[], requiredLimits: limits })
    .catch(() => null)
  if (device === null) return null
  return { device, software: adapter.info.isFallbackAdapter }
}

async function openWebGpu(canvas: Canvas, { device, software }: Gpu): Promise<DrawDevice> {
  const renderer = new WebGPURenderer({ canvas, device, antialias: !software, alpha: false })
  await renderer.init()
  let closed = false
  const lost = device.lost.then(
    (info) =>
      new Promise<string>((resolve) => {
        if (!closed) resolve(info.message || 'the graphics card was taken away')
      }),
  )
  return {
    renderer,
    backend: 'webgpu',
    software,
    gpu: device,
    lost,
    close() {
      closed = true
      void renderer.dispose()
      device.destroy()
    },
  }
}

async function openWebGl(canvas: Canvas): Promise<DrawDevice> {
  const context = canvas.getContext('webgl2', {
    antialias: false,
    alpha: false,
  })
  if (!(context instanceof WebGL2RenderingContext)) {
    throw new Error('this browser offers neither WebGPU nor WebGL2')
  }
  const name: unknown = context.getParameter(context.RENDERER)
  const software = typeof name === 'string' && /swiftshader|llvmpipe|software/i.test(name)
  const renderer = new WebGPURenderer({
    canvas,
    context,
    forceWebGL: true,
    antialias: !software,
    alpha: false,
  })
  await renderer.init()
  let closed = false
  const lost = new Promise<string>((resolve) => {
    canvas.addEventListener('webglcontextlost', () => {
      if (!closed) resolve('the browser took the WebGL context away')
    })
  })
  return {
    renderer,
    backend: 'webgl2',
    software,
    gpu: null,
    lost,
    close() {
      closed = true
      void renderer.dispose()
    },
  }
}
