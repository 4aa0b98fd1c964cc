/** TensorFlow.js's WebGPU backend, which makes itself known: a chunk of its own, for who trains on it. */
import '@tensorflow/tfjs-backend-webgpu'
